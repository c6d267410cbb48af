import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { examine } from '#core/doctor/examine.ts'
import { saveModel } from '#core/store/model-rows.ts'
import { saveNeighbours } from '#core/store/neighbour-rows.ts'
import { openWritable } from '#core/store/open.ts'

const migrations = join(import.meta.dirname, '../../../resources/migrations')
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function open() {
  const folder = mkdtempSync(join(tmpdir(), 'sidetrack-doctor-'))
  folders.push(folder)
  return { library: openWritable(folder, 'library', migrations), user: openWritable(folder, 'user', migrations) }
}

const model = {
  algorithm: 'als' as const,
  entity: 'artist' as const,
  parameters: {},
  seed: 1,
  dimensions: 4,
  fingerprint: '',
  seconds: 1,
  items: 2,
  listeners: 1,
  interactions: 1,
  quality: null,
  baseline: null,
  learnedFrom: null,
}

const ills = (found: ReturnType<typeof examine>) => found.checks.filter((check) => !check.ok).map((check) => check.name)

describe('the doctor', () => {
  it('finds a fresh library well', () => {
    const { library, user } = open()
    const found = examine(library, user)
    expect(found.ok).toBe(true)
    expect(found.checks.map((check) => check.cure)).not.toContain('')
  })

  it('names a ledger that does not add up, a key that does not fit and an index that lacks rows, each with a cure', () => {
    const { library, user } = open()
    library.exec(`
      INSERT INTO source (name, format, id_space, state, imported_at) VALUES ('x', 'f', 'f', 'ready', '2026-01-01');
      INSERT INTO source_file (source_id, path, bytes, sha256, records_read, kept) VALUES (1, 'a.csv', 1, '', 5, 4);
      INSERT INTO artist (name, artist_key) VALUES ('Björk', 'bjork');
      INSERT INTO library_fact (name, value) VALUES ('artists', 1);`)
    const found = examine(library, user)
    expect(ills(found)).toEqual(['ledgers', 'keys', 'bands', 'searchable bands'])
    for (const check of found.checks) expect(check.cure === null).toBe(check.ok)
  })

  it('names imports that were cut short', () => {
    const { library, user } = open()
    library.exec(
      `INSERT INTO source (name, format, id_space, state, imported_at) VALUES ('x', 'f', 'f', 'importing', '2026-01-01')`,
    )
    expect(ills(examine(library, user))).toEqual(['imports'])
  })

  it('names a model with too few vectors, with numbers that are none, and one that cannot be read', () => {
    const { library, user } = open()
    saveModel(library, { ...model, items: 3 }, Int32Array.of(1, 2), new Float32Array(8).fill(1))
    expect(ills(examine(library, user))).toEqual(['model 1 (als, bands)'])
    saveModel(library, model, Int32Array.of(1, 2), new Float32Array(8).fill(1))
    expect(examine(library, user).ok).toBe(true)
    saveModel(library, model, Int32Array.of(1, 2), new Float32Array(8).fill(1).fill(Number.NaN, 5))
    expect(examine(library, user).checks.find((check) => !check.ok)?.found).toMatch(/no number/)
    library.exec('DROP TABLE vector_3')
    expect(examine(library, user).checks.find((check) => !check.ok)?.found).toMatch(/cannot be read/)
  })

  it('names a model with too few lists of neighbours, and with one that is cut off', () => {
    const { library, user } = open()
    const lists = [1, 2].map((item) => ({
      item,
      list: { neighbours: Int32Array.of(3 - item), similarities: Float32Array.of(0.5) },
    }))
    saveNeighbours(library, { ...model, algorithm: 'neighbours', items: 3 }, lists)
    expect(examine(library, user).checks.find((check) => !check.ok)?.found).toBe('2 lists, expected 3')
    saveNeighbours(library, { ...model, algorithm: 'neighbours', items: 2 }, lists)
    expect(examine(library, user).ok).toBe(true)
    library.exec("UPDATE neighbour_list SET similarities = x'0000' WHERE item_id = 2")
    expect(examine(library, user).checks.find((check) => !check.ok)?.found).toMatch(/cannot be read/)
    library.exec("UPDATE neighbour_list SET similarities = x'' WHERE item_id = 2")
    expect(examine(library, user).checks.find((check) => !check.ok)?.found).toMatch(/cut off/)
  })
})
