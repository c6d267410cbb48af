/** The doctor: looks through both databases, the models and the keys, and says what is wrong and what to do. */
import type { Result } from '#api/contract.ts'
import type { ModelSummary } from '#api/schemas.ts'
import { artistKey } from './catalog/keys.ts'
import { artistKeys, indexCounts, integrityFaults, unbalancedFiles } from './store/doctor-rows.ts'
import { storedJobs } from './store/job-rows.ts'
import { listModels, readVectors } from './store/model-rows.ts'
import { eachNeighbourList } from './store/neighbour-rows.ts'
import type { ReadableDb } from './store/open.ts'
import { abandonedSources } from './store/source-rows.ts'

type Check = Result<'doctor'>['checks'][number]

const well = (name: string, found: string): Check => ({ name, ok: true, found, cure: null })
const ill = (name: string, found: string, cure: string): Check => ({ name, ok: false, found, cure })
const number = (value: number) => value.toLocaleString('en')

/** Examine a library; takes some seconds for a large one. Changes nothing. */
export function examine(library: ReadableDb, user: ReadableDb): Result<'doctor'> {
  const checks = [
    checkFile(
      library,
      'library.sqlite',
      'Move library.sqlite away and import your sources again; your playlists stay.',
    ),
    checkFile(
      user,
      'user.sqlite',
      'Make a copy of user.sqlite now, then ask for help with it: it holds your playlists.',
    ),
    checkUnfinished(library),
    checkLedgers(library),
    checkKeys(library),
    ...indexCounts(library).map(checkCount),
    ...listModels(library).map((model) => checkModel(library, model)),
  ]
  return { ok: checks.every((check) => check.ok), checks }
}

function checkFile(db: ReadableDb, name: string, cure: string): Check {
  const faults = integrityFaults(db)
  return faults.length === 0 ? well(name, 'sound') : ill(name, faults.slice(0, 3).join('; '), cure)
}

function checkUnfinished(db: ReadableDb): Check {
  const count = abandonedSources(db).length
  const waiting = storedJobs(db).filter((job) => job.kind === 'import').length
  if (count === 0) return well('imports', waiting === 0 ? 'all finished' : `${waiting} under way or waiting to go on`)
  return ill('imports', `${count} cut short`, 'Start any import or learning: what is left of them is cleared first.')
}

function checkLedgers(db: ReadableDb): Check {
  const files = unbalancedFiles(db)
  const [first] = files
  if (first === undefined) return well('ledgers', 'every record is accounted for')
  const found = `${files.length} do not add up; ${first.path}: ${number(first.read)} read, ${number(first.placed)} placed`
  return ill('ledgers', found, 'Remove that source and import it again.')
}

function checkKeys(db: ReadableDb): Check {
  let bands = 0
  let wrong = 0
  for (const [name, key] of artistKeys(db)) {
    bands += 1
    if (artistKey(name) !== key) wrong += 1
  }
  if (wrong === 0) return well('keys', `${number(bands)} spellings of bands`)
  return ill(
    'keys',
    `${number(wrong)} of ${number(bands)} do not fit their names`,
    'Remove and import the sources again.',
  )
}

function checkCount(count: { name: string; found: number; expected: number }): Check {
  if (count.found === count.expected) return well(count.name, number(count.found))
  const found = `${number(count.found)}, expected ${number(count.expected)}`
  return ill(count.name, found, 'Import or remove any source: the index is made afresh then.')
}

function checkModel(db: ReadableDb, model: ReturnType<typeof listModels>[number]): Check {
  const name = `model ${model.id} (${model.algorithm}, ${model.entity === 'artist' ? 'bands' : 'tracks'})`
  const cure =
    model.algorithm === 'imported'
      ? 'Import these vectors again: they take their place.'
      : 'Learn again: the new model takes its place.'
  try {
    if (model.algorithm === 'neighbours') return checkNeighbours(db, model, name, cure)
    const { items, vectors } = readVectors(db, model.id, model.dimensions)
    if (items.length !== model.items) {
      return ill(name, `${number(items.length)} vectors, expected ${number(model.items)}`, cure)
    }
    if (vectors.length !== items.length * model.dimensions) return ill(name, 'vectors of another size', cure)
    const wrong = vectors.findIndex((value) => !Number.isFinite(value))
    if (wrong !== -1) return ill(name, 'a vector holds something that is no number', cure)
    return well(name, `${number(items.length)} vectors of ${model.dimensions}`)
  } catch {
    return ill(name, 'it cannot be read', cure)
  }
}

function checkNeighbours(db: ReadableDb, model: ModelSummary, name: string, cure: string): Check {
  let items = 0
  let neighbours = 0
  for (const { list } of eachNeighbourList(db, model.id)) {
    items += 1
    neighbours += list.neighbours.length
    if (list.neighbours.length !== list.similarities.length) return ill(name, 'a list that is cut off', cure)
    if (!list.similarities.every(Number.isFinite)) return ill(name, 'a list holds something that is no number', cure)
  }
  if (items !== model.items) return ill(name, `${number(items)} lists, expected ${number(model.items)}`, cure)
  return well(name, `${number(neighbours)} neighbours of ${number(items)}`)
}
