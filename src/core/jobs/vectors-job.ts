/** Ready-made vectors: read them, find their names in the library, and let them serve as a model beside the others. */
import { createHash } from 'node:crypto'
import { AppError } from '#api/errors.ts'
import type { Kind, VectorsResult } from '#api/schemas.ts'
import { nameMatcher } from '#core/catalog/match-names.ts'
import { saveModel } from '#core/store/model-rows.ts'
import type { WritableDb } from '#core/store/open.ts'
import { type NamedFile, type VectorReading, withVectors } from '#core/training/read-vectors.ts'
import { type RowName, shownRowName } from '#core/training/vector-rows.ts'
import type { JobControl } from './control.ts'

export type VectorsTask = {
  file: NamedFile
  /** The table that names the rows of a .npy file. */
  meta: NamedFile | null
  /** Null: tracks where the rows have titles, else bands. */
  entity: Kind | null
}

/** As many names that the library lacks as are shown. */
const shownNames = 5

/**
 * Import vectors as the model `imported` of bands or of tracks, in the place of the one before; nothing changes unless
 * every row is sound. Throws AppError not-a-dataset, bad-arguments, file-not-found, permission-denied, artist-not-found,
 * track-not-found.
 */
export async function importVectors(db: WritableDb, task: VectorsTask, control: JobControl): Promise<VectorsResult> {
  const started = performance.now()
  control.phase('reading', 0, 0.9)
  const { collected, format, entity } = await withVectors(task.file, task.meta, async (reading) => {
    const kind = task.entity ?? (reading.titled ? 'track' : 'artist')
    return { collected: await collect(db, reading, kind, control), format: reading.format, entity: kind }
  })
  const { items, vectors, counts, digest } = collected
  const { dimensions, rows } = counts
  if (items.length === 0) throw nothingKnown(counts, entity)
  control.phase('saving', 0.9, 1)
  const model = {
    algorithm: 'imported' as const,
    entity,
    parameters: { file: task.file.shownName, format, rows, matched: items.length },
    seed: 0,
    dimensions,
    fingerprint: digest,
    seconds: (performance.now() - started) / 1000,
    items: items.length,
    listeners: 0,
    interactions: 0,
    quality: null,
    baseline: null,
    learnedFrom: null,
  }
  const id = db.transaction(() => {
    const saved = saveModel(db, model, Int32Array.from(items), joined(vectors, dimensions))
    control.commit()
    return saved
  })()
  return { model: id, entity, format, matched: items.length, ...counts }
}

type Counts = Pick<VectorsResult, 'dimensions' | 'rows' | 'repeated' | 'unmatched' | 'unmatchedNames'>
type Collected = { items: number[]; vectors: Float32Array[]; counts: Counts; digest: string }

/** Only rows that the library can use are held in memory; the first row of a band or track counts. */
async function collect(db: WritableDb, reading: VectorReading, entity: Kind, control: JobControl): Promise<Collected> {
  const { byCredit, byText } = nameMatcher(db, entity)
  const find = (name: RowName): number | null => {
    if (!('texts' in name)) return byCredit(name.artist, name.title)
    return name.texts.reduce<number | null>((found, text) => found ?? byText(text), null)
  }
  const kept = new Map<number, Float32Array>()
  const counts: Counts = { dimensions: 0, rows: 0, repeated: 0, unmatched: 0, unmatchedNames: [] }
  const digest = createHash('sha256')
  for await (const { name, vector } of reading.rows) {
    counts.rows += 1
    counts.dimensions = vector.length
    digest.update(vector)
    const item = find(name)
    if (item === null) {
      counts.unmatched += 1
      if (counts.unmatchedNames.length < shownNames) counts.unmatchedNames.push(shownRowName(name).slice(0, 200))
    } else if (kept.has(item)) counts.repeated += 1
    else kept.set(item, vector.slice())
    const bytes = reading.progress()
    control.report(bytes.read / Math.max(1, bytes.total), counts.rows, bytes)
  }
  return { items: [...kept.keys()], vectors: [...kept.values()], counts, digest: digest.digest('hex') }
}

function joined(vectors: readonly Float32Array[], dimensions: number): Float32Array {
  const all = new Float32Array(vectors.length * dimensions)
  vectors.forEach((vector, row) => {
    all.set(vector, row * dimensions)
  })
  return all
}

function nothingKnown({ rows, unmatchedNames }: Counts, entity: Kind): AppError {
  const examples = unmatchedNames.map((name) => `“${name}”`).join(', ')
  const what = entity === 'artist' ? 'bands' : 'tracks'
  const message = `None of the ${rows.toLocaleString('en')} names is among the ${what} of your library, such as ${examples}. Import a data set that has these ${what}, then these vectors again.`
  return new AppError(entity === 'artist' ? 'artist-not-found' : 'track-not-found', message)
}
