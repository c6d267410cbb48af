/** Rows of a source's plays, listens, lists and taggings on their way into their tables. */
import { bulkInsert } from './bulk-insert.ts'
import type { Placement } from './listings.ts'
import type { WritableDb } from './open.ts'
import { sameListen } from './own-rows.ts'

/** Most plays of one listener held back. */
const heldPlays = 50_000

/**
 * Makes the functions that add plays to a table of (listener, item, plays). Records of one listener mostly follow each
 * other; those of one that the table has none of yet are held back until another listener's come, and stored in order.
 */
function playTable(db: WritableDb, table: 'artist_play' | 'track_play', item: 'listing_id' | 'track_id') {
  const released = bulkInsert<[listener: number, item: number, plays: number]>(db, table, [
    'listener_id',
    item,
    'plays',
  ])
  const addOne = db.prepare(
    `INSERT INTO ${table} (listener_id, ${item}, plays) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  const addPlays = db.prepare(`UPDATE ${table} SET plays = plays + ? WHERE listener_id = ? AND ${item} = ?`)
  let highest = (db.prepare(`SELECT max(listener_id) FROM ${table}`).pluck().get() as number | null) ?? 0
  let current = 0
  const held = new Map<number, number>()

  const release = (): void => {
    for (const id of Int32Array.from(held.keys()).sort()) {
      released.add(current, id, held.get(id) as number)
    }
    held.clear()
    current = 0
  }
  /** Add plays, one where their number is not known; false where the table or what is held back has such a row already. */
  const add = (listener: number, id: number, plays: number | null): boolean => {
    if (listener > highest) {
      release()
      highest = listener
      current = listener
    }
    if (listener === current) {
      const before = held.get(id)
      held.set(id, before === undefined ? (plays ?? 1) : before + (plays ?? 0))
      if (held.size === heldPlays) release()
      return before === undefined
    }
    released.flush()
    if (addOne.run(listener, id, plays ?? 1).changes === 1) return true
    if (plays !== null) addPlays.run(plays, listener, id)
    return false
  }
  /** Store what is held back. */
  const flush = (): void => {
    release()
    released.flush()
  }
  return { add, flush }
}

/** Makes the functions that store what listeners did; `flush` must run before anything else reads the tables. */
export function playRows(db: WritableDb) {
  const artistPlays = playTable(db, 'artist_play', 'listing_id')
  const trackPlays = playTable(db, 'track_play', 'track_id')
  const artist = (listener: number, listing: number, plays: number | null, known: boolean): Placement => {
    const isNew = artistPlays.add(listener, listing, plays)
    return isNew ? (known ? 'kept' : 'orphan-artist') : 'duplicate-row'
  }
  const track = (listener: number, trackId: number, plays: number | null, known: boolean): Placement => {
    const isNew = trackPlays.add(listener, trackId, plays)
    return isNew ? (known ? 'kept' : 'orphan-song') : 'duplicate-row'
  }
  const addListen = db.prepare('INSERT INTO listen (listener_id, track_id, listened_at, ms_played) VALUES (?, ?, ?, ?)')
  const near = db
    .prepare('SELECT 1 FROM listen WHERE listener_id = ? AND track_id = ? AND listened_at BETWEEN ? AND ? LIMIT 1')
    .pluck()
  const listen = (listener: number, trackId: number, at: number | null, msPlayed: number | null): Placement => {
    if (at !== null && near.get(listener, trackId, at - sameListen, at + sameListen) !== undefined) {
      return 'duplicate-row'
    }
    addListen.run(listener, trackId, at, msPlayed)
    trackPlays.add(listener, trackId, 1)
    return 'kept'
  }
  const addList = db.prepare(
    'INSERT INTO listener_list (listener_id, name, track_ids) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const list = (listener: number, name: string | null, trackIds: Uint8Array): boolean =>
    addList.run(listener, name, trackIds).changes === 1
  // Blobs are joined byte by byte; each number in them stands for itself.
  const appendToList = db.prepare(
    `INSERT INTO listener_list (listener_id, name, track_ids) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET name = coalesce(name, excluded.name),
       track_ids = CAST(track_ids || excluded.track_ids AS BLOB)`,
  )
  const listEntry = (listener: number, name: string | null, trackId: Uint8Array): void => {
    appendToList.run(listener, name, trackId)
  }
  const addHide = db.prepare('INSERT INTO track_hide (listener_id, track_id) VALUES (?, ?) ON CONFLICT DO NOTHING')
  const hide = (listener: number, trackId: number, known: boolean): Placement => {
    if (addHide.run(listener, trackId).changes === 0) return 'duplicate-row'
    return known ? 'kept' : 'orphan-song'
  }
  const addTagging = db.prepare(
    'INSERT INTO tagging (listener_id, listing_id, tag_listing_id, tagged_on) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const tagging = (listener: number, listing: number, tag: number, date: string | null): Placement =>
    addTagging.run(listener, listing, tag, date).changes === 1 ? 'kept' : 'duplicate-row'
  const flush = (): void => {
    artistPlays.flush()
    trackPlays.flush()
  }
  return { artist, track, listen, list, listEntry, hide, tagging, flush }
}
