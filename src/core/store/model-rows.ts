/** Models and their vectors; the listener × band matrix that they learn from. */
import { AppError } from '#api/errors.ts'
import type { Kind, Metrics, ModelOrigin, ModelSummary, ModelUpdate } from '#api/schemas.ts'
import { type EntrySketch, sketchBytes, sketchOf } from '#core/math/entry-sketch.ts'
import type { ReadableDb, WritableDb } from './open.ts'

export type NewModel = {
  algorithm: ModelOrigin
  entity: Kind
  parameters: Record<string, number | string | boolean>
  seed: number
  /** Numbers of a vector; neighbours of an item at most. */
  dimensions: number
  fingerprint: string
  seconds: number
  items: number
  listeners: number
  interactions: number
  quality: Metrics | null
  baseline: Metrics | null
  /** The interactions that there were when it was learned as a whole; null where they are not known. */
  learnedFrom: EntrySketch | null
  /** Diagonal of the items' Gram matrix of ALS that weighs what is unobserved; absent or null elsewhere. */
  gram?: Float64Array | null
}

type ModelRow = Omit<ModelSummary, 'parameters' | 'quality' | 'baseline' | 'updated' | 'stale'> & {
  parameters: string
  quality: string | null
  baseline: string | null
  updated: string | null
  dimensions: number
}

/** What one band or work looks like to training: who has it, how often. */
export type ItemRow = { itemId: number; listeners: number; listenerIds: Uint8Array; plays: Uint8Array }

const itemRows: Record<Kind, string> = {
  artist: `SELECT artist_id AS itemId, listeners, listener_ids AS listenerIds, plays FROM artist_summary
    WHERE listeners >= ? ORDER BY artist_id`,
  track: `SELECT work_id AS itemId, listeners, listener_ids AS listenerIds, plays FROM work_summary
    WHERE listeners >= ? ORDER BY work_id`,
}

/** Bands, or works, with at least `least` listeners, by id. */
export function readItemRows(db: ReadableDb, entity: Kind, least: number): Iterable<ItemRow> {
  return db.prepare(itemRows[entity]).iterate(least) as Iterable<ItemRow>
}

/** How many listeners the `place`-th most listened-to band or work has; 0 where there are fewer. */
export function listenersAtPlace(db: ReadableDb, entity: Kind, place: number): number {
  const table = entity === 'artist' ? 'artist_summary' : 'work_summary'
  const listeners = db.prepare(`SELECT listeners FROM ${table} ORDER BY listeners DESC LIMIT 1 OFFSET ?`).pluck()
  return (listeners.get(place - 1) as number | undefined) ?? 0
}

/** Listeners of every band or work that the library has. */
export function listenerCounts(db: ReadableDb, entity: Kind): Map<number, number> {
  const sql =
    entity === 'artist'
      ? 'SELECT artist_id, listeners FROM artist_summary'
      : 'SELECT work_id, listeners FROM work_summary'
  return new Map(db.prepare(sql).raw().all() as [number, number][])
}

export type ItemFacts = { listeners: number; artistId: number; year: number | null; flags: number }

/**
 * Reads the listeners, band, year and title flags of a band or work; undefined for one that is gone. Bands are read at
 * once, works one by one, since a library may have ten times as many as a model.
 */
export function itemReader(db: ReadableDb, entity: Kind): (item: number) => ItemFacts | undefined {
  if (entity === 'track') {
    const read = db.prepare('SELECT listeners, artist_id AS artistId, year, flags FROM work_summary WHERE work_id = ?')
    return (item) => read.get(item) as ItemFacts | undefined
  }
  const counts = listenerCounts(db, 'artist')
  return (item) => {
    const listeners = counts.get(item)
    return listeners === undefined ? undefined : { listeners, artistId: item, year: null, flags: 0 }
  }
}

/** The largest listener id. */
export function largestListener(db: ReadableDb): number {
  return (db.prepare('SELECT max(listener_id) FROM listener').pluck().get() as number | null) ?? 0
}

/** Digest of the interactions as they are now. */
export function dataFingerprint(db: ReadableDb): string {
  return (
    (db.prepare(`SELECT value FROM library_fact WHERE name = 'fingerprint'`).pluck().get() as string | undefined) ?? ''
  )
}

/**
 * Save a model with its vectors (`items` row ids, one row of `vectors` each) in the place of the current one of its
 * kind, all in one transaction. Vectors must be finite. Returns the model's id.
 */
export function saveModel(db: WritableDb, model: NewModel, items: Int32Array, vectors: Float32Array): number {
  return db.transaction(() => {
    const modelId = replaceModel(db, model)
    db.exec(
      `CREATE VIRTUAL TABLE ${vectorTable(modelId)} USING vec0 (
         item_id INTEGER PRIMARY KEY, vector FLOAT[${model.dimensions}] distance_metric=cosine)`,
    )
    const add = db.prepare(`INSERT INTO ${vectorTable(modelId)} (item_id, vector) VALUES (?, ?)`)
    items.forEach((item, row) => {
      add.run(BigInt(item), vectors.subarray(row * model.dimensions, (row + 1) * model.dimensions))
    })
    return modelId
  })()
}

/** Note a model in the place of the current one of its kind, which goes with all that belongs to it. Returns its id. */
export function replaceModel(db: WritableDb, model: NewModel): number {
  const old = db
    .prepare('SELECT model_id FROM model WHERE algorithm = ? AND entity = ?')
    .pluck()
    .get(model.algorithm, model.entity) as number | undefined
  if (old !== undefined) dropModel(db, old)
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO model (algorithm, entity, parameters, seed, dimensions, fingerprint, trained_at, seconds, items,
         listeners, interactions, quality, baseline, learned_from, gram)
       VALUES (@algorithm, @entity, @parameters, @seed, @dimensions, @fingerprint,
         strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), @seconds, @items, @listeners, @interactions, @quality, @baseline, @learnedFrom, @gram)`,
    )
    .run({
      ...model,
      parameters: JSON.stringify(model.parameters),
      quality: model.quality === null ? null : JSON.stringify(model.quality),
      baseline: model.baseline === null ? null : JSON.stringify(model.baseline),
      learnedFrom: model.learnedFrom === null ? null : sketchBytes(model.learnedFrom),
      gram: model.gram == null ? null : doubleBytes(model.gram),
    })
  return Number(lastInsertRowid)
}

/** Say of a model just saved that it is another one brought up to date: its time and part are the other's. */
export function replaceUpdated(
  db: WritableDb,
  modelId: number,
  { trainedAt, weight }: Pick<ModelSummary, 'trainedAt' | 'weight'>,
  updated: ModelUpdate,
): void {
  db.prepare('UPDATE model SET trained_at = ?, weight = ?, updated = ? WHERE model_id = ?').run(
    trainedAt,
    weight,
    JSON.stringify(updated),
    modelId,
  )
}

/** What a model was learned from as a whole; null where that is not known. */
export function learnedFrom(db: ReadableDb, modelId: number): EntrySketch | null {
  const bytes = db.prepare('SELECT learned_from FROM model WHERE model_id = ?').pluck().get(modelId)
  return bytes instanceof Uint8Array ? sketchOf(bytes) : null
}

/** What `NewModel.gram` was when the model was saved. */
export function readGram(db: ReadableDb, modelId: number): Float64Array | null {
  const bytes = db.prepare('SELECT gram FROM model WHERE model_id = ?').pluck().get(modelId)
  if (!(bytes instanceof Uint8Array)) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(i * 8, true))
}

function doubleBytes(values: Float64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 8))
  values.forEach((value, i) => {
    view.setFloat64(i * 8, value, true)
  })
  return new Uint8Array(view.buffer)
}

/** Keep the parts of models in lists, by id; those of others of the entity are forgotten. */
export function saveWeights(db: WritableDb, entity: Kind, weights: ReadonlyMap<number, number>): void {
  db.transaction(() => {
    db.prepare('UPDATE model SET weight = NULL WHERE entity = ?').run(entity)
    const save = db.prepare('UPDATE model SET weight = ? WHERE model_id = ?')
    for (const [id, weight] of weights) save.run(weight, id)
  })()
}

/** The vec0 table of a model. Ids come from the database itself. */
function vectorTable(modelId: number): string {
  return `vector_${Math.trunc(modelId)}`
}

/** Forget a model; false where there is none of this id. */
export function dropModel(db: WritableDb, modelId: number): boolean {
  db.exec(`DROP TABLE IF EXISTS ${vectorTable(modelId)}`)
  db.prepare('DELETE FROM neighbour_list WHERE model_id = ?').run(modelId)
  return db.prepare('DELETE FROM model WHERE model_id = ?').run(modelId).changes > 0
}

/** Forget models of whose bands or tracks the library has none any more. */
export function dropUnusedModels(db: WritableDb): void {
  const models = db.prepare('SELECT model_id AS id, algorithm, entity FROM model').all() as Pick<
    ModelSummary,
    'id' | 'algorithm' | 'entity'
  >[]
  db.transaction(() => {
    for (const { id, algorithm, entity } of models) {
      const summary =
        entity === 'artist' ? 'artist_summary AS known ON known.artist_id' : 'work_summary AS known ON known.work_id'
      const rows =
        algorithm === 'neighbours'
          ? `(SELECT item_id AS rowid FROM neighbour_list WHERE model_id = ${Math.trunc(id)})`
          : `${vectorTable(id)}_rowids`
      const used = db
        .prepare(`SELECT 1 FROM ${rows} AS row JOIN ${summary} = row.rowid WHERE known.listeners >= ? LIMIT 1`)
        .get(algorithm === 'imported' ? 0 : 1)
      if (used === undefined) dropModel(db, id)
    }
  })()
}

export function listModels(db: ReadableDb): (ModelSummary & { dimensions: number })[] {
  const fingerprint = dataFingerprint(db)
  const rows = db
    .prepare(
      `SELECT model_id AS id, algorithm, entity, parameters, seed, dimensions, fingerprint, trained_at AS trainedAt,
              seconds, items, listeners, interactions, quality, baseline, weight, updated
       FROM model ORDER BY entity, algorithm DESC`,
    )
    .all() as ModelRow[]
  return rows.map((row) => ({
    ...row,
    parameters: JSON.parse(row.parameters),
    quality: row.quality === null ? null : JSON.parse(row.quality),
    baseline: row.baseline === null ? null : JSON.parse(row.baseline),
    updated: row.updated === null ? null : JSON.parse(row.updated),
    // Ready-made vectors were not learned from this library, so it does not outdate them.
    stale: row.algorithm !== 'imported' && row.fingerprint !== fingerprint,
  }))
}

/** How many vectors a model has. */
export function countVectors(db: ReadableDb, modelId: number): number {
  return db
    .prepare(`SELECT count(*) FROM ${vectorTable(modelId)}_rowids`)
    .pluck()
    .get() as number
}

/**
 * A model's item ids and vectors one by one, read from vec0's chunks (row by row takes ten times as long). A vector holds
 * until the next one. Throws AppError library-damaged for a chunk of another size.
 */
export function* eachVector(
  db: ReadableDb,
  modelId: number,
  dimensions: number,
): Generator<{ item: number; vector: Float32Array }> {
  const table = vectorTable(modelId)
  const chunks = db
    .prepare(
      `SELECT chunk.validity AS validity, chunk.rowids AS rowids, stored.vectors AS vectors
       FROM ${table}_chunks AS chunk JOIN ${table}_vector_chunks00 AS stored ON stored.rowid = chunk.chunk_id
       ORDER BY chunk.chunk_id`,
    )
    .iterate() as Iterable<{ validity: Buffer; rowids: Buffer; vectors: Buffer }>
  for (const chunk of chunks) {
    if (chunk.vectors.length !== (chunk.rowids.length / 8) * dimensions * Float32Array.BYTES_PER_ELEMENT) {
      throw new AppError(
        'library-damaged',
        `The vectors of model ${modelId} are not of ${dimensions} numbers each. Learn or import them again.`,
      )
    }
    const stored = new Float32Array(
      chunk.vectors.buffer.slice(chunk.vectors.byteOffset, chunk.vectors.byteOffset + chunk.vectors.byteLength),
    )
    for (let slot = 0; slot * 8 < chunk.rowids.length; slot += 1) {
      if (((chunk.validity[slot >> 3] as number) & (1 << (slot & 7))) === 0) continue
      const vector = stored.subarray(slot * dimensions, (slot + 1) * dimensions)
      yield { item: Number(chunk.rowids.readBigInt64LE(slot * 8)), vector }
    }
  }
}

/** A model's item ids and vectors, count × dimensions. Throws AppError library-damaged where some are lost. */
export function readVectors(
  db: ReadableDb,
  modelId: number,
  dimensions: number,
): { items: Int32Array; vectors: Float32Array } {
  const count = countVectors(db, modelId)
  const items = new Int32Array(count)
  const vectors = new Float32Array(count * dimensions)
  let row = 0
  for (const { item, vector } of eachVector(db, modelId, dimensions)) {
    items[row] = item
    vectors.set(vector, row * dimensions)
    row += 1
  }
  if (row !== count) {
    throw new AppError(
      'library-damaged',
      `Of ${count} vectors of model ${modelId}, ${row} are there. Learn or import them again.`,
    )
  }
  return { items, vectors }
}
