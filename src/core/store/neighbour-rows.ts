/** Models that are lists of neighbours: one row an item. */
import { type NewModel, replaceModel } from './model-rows.ts'
import type { ReadableDb, WritableDb } from './open.ts'

/** An item's neighbours, nearest first, and how near each is. */
export type NeighbourList = { neighbours: Int32Array; similarities: Float32Array }

/** Save a model with the neighbours of each of its items in the place of the current one of its kind. Returns its id. */
export function saveNeighbours(
  db: WritableDb,
  model: NewModel,
  lists: Iterable<{ item: number; list: NeighbourList }>,
): number {
  return db.transaction(() => {
    const modelId = replaceModel(db, model)
    const put = neighbourWriter(db, modelId)
    for (const { item, list } of lists) put(item, list)
    return modelId
  })()
}

/** Puts an item's list in the place of the one it had. */
export function neighbourWriter(db: WritableDb, modelId: number): (item: number, list: NeighbourList) => void {
  const put = db.prepare(
    'INSERT OR REPLACE INTO neighbour_list (model_id, item_id, neighbours, similarities) VALUES (?, ?, ?, ?)',
  )
  return (item, { neighbours, similarities }) => {
    put.run(modelId, item, bytesOf(neighbours), bytesOf(similarities))
  }
}

/** The items of a model of neighbours, ascending. */
export function itemsWithNeighbours(db: ReadableDb, modelId: number): Int32Array {
  const items = db.prepare('SELECT item_id FROM neighbour_list WHERE model_id = ? ORDER BY item_id').pluck()
  return Int32Array.from(items.all(modelId) as number[])
}

/** Reads the list of one item; null where the model has none. */
export function neighbourReader(db: ReadableDb, modelId: number): (item: number) => NeighbourList | null {
  const read = db.prepare('SELECT neighbours, similarities FROM neighbour_list WHERE model_id = ? AND item_id = ?')
  return (item) => {
    const row = read.get(modelId, item) as Stored | undefined
    return row === undefined ? null : parse(row)
  }
}

/** Every list of a model, by item. */
export function* eachNeighbourList(db: ReadableDb, modelId: number): Generator<{ item: number; list: NeighbourList }> {
  const rows = db
    .prepare('SELECT item_id AS item, neighbours, similarities FROM neighbour_list WHERE model_id = ? ORDER BY item_id')
    .iterate(modelId) as Iterable<Stored & { item: number }>
  for (const row of rows) yield { item: row.item, list: parse(row) }
}

type Stored = { neighbours: Buffer; similarities: Buffer }

function parse({ neighbours, similarities }: Stored): NeighbourList {
  return {
    neighbours: new Int32Array(aligned(neighbours)),
    similarities: new Float32Array(aligned(similarities)),
  }
}

const aligned = ({ buffer, byteOffset, byteLength }: Buffer) => buffer.slice(byteOffset, byteOffset + byteLength)

/** A copy, since memory that threads share cannot be bound. */
const bytesOf = ({ buffer, byteOffset, byteLength }: Int32Array | Float32Array): Buffer =>
  Buffer.from(new Uint8Array(buffer, byteOffset, byteLength).slice().buffer)
