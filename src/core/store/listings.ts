/** What a source lists under ids of its own, in memory while it is imported; names may come after the ids. */
import type { ExternalId } from '#core/math/id-map.ts'
import { IdMap } from '#core/math/id-map.ts'
import type { RepairKeyword, SetAsideKeyword } from '#core/sources/keywords.ts'
import type { WritableDb } from './open.ts'

/** Where a record ended. */
export type Placement = 'kept' | Extract<RepairKeyword, 'duplicate-row' | 'id-collision'> | SetAsideKeyword

/** A row that a record names by id, and whether it has its name yet. */
export type Used = { id: number; known: boolean }

/** JavaScript's numbers are bound as 8-byte reals; as whole numbers ids take 1 to 6 bytes. */
export const stored = (id: ExternalId): bigint | string => (typeof id === 'number' ? BigInt(id) : id)

/** External ids of one source with what `sql` selects beside them. */
export function loadIds(db: WritableDb, sql: string, sourceId: number): IdMap {
  const ids = new IdMap()
  for (const row of db.prepare(sql).raw().iterate(sourceId) as Iterable<[number | string, number]>)
    ids.set(row[0], row[1])
  return ids
}

/** Bit 0 of a stored value: 1 when the id has a name. Row ids stay below 2^30. */
export const pack = (row: number, known: boolean): number => row * 2 + (known ? 1 : 0)

type Statements<Name> = {
  /** Add a row, without a name where it is null; returns its id. */
  add: (id: bigint | string, name: Name | null) => number
  give: (row: number, name: Name) => void
  nameOf: (row: number) => unknown
}

/** Rows by external id (packed in `ids`), named by one record and used by others, in whatever order they come. */
export function listings<Name>(ids: IdMap, sql: Statements<Name>) {
  const name = (id: ExternalId, value: Name): Placement => {
    const packed = ids.get(id)
    if (packed === 0) {
      ids.set(id, pack(sql.add(stored(id), value), true))
      return 'kept'
    }
    if ((packed & 1) === 0) {
      sql.give(packed >> 1, value)
      ids.set(id, packed | 1)
      return 'kept'
    }
    return sql.nameOf(packed >> 1) === value ? 'duplicate-row' : 'id-collision'
  }
  const use = (id: ExternalId): Used => {
    let packed = ids.get(id)
    if (packed === 0) {
      packed = pack(sql.add(stored(id), null), false)
      ids.set(id, packed)
    }
    return { id: packed >> 1, known: (packed & 1) === 1 }
  }
  return { name, use }
}
