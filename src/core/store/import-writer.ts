/** Rows of one source into the library. Each row ends kept, merged or set aside, and says which. */
import { artistKey, displayName, splitVersion, workKey } from '#core/catalog/keys.ts'
import { externalId } from '#core/math/id-map.ts'
import type { SourceRow } from '#core/sources/format.ts'
import { listings, loadIds, type Placement, pack, stored, type Used } from './listings.ts'
import type { WritableDb } from './open.ts'

/** A writer for one source. `write` must run inside the caller's transaction. */
export type ImportWriter = {
  write: (row: SourceRow) => Placement
  /** Spellings met since the last call that differ from a known band's only by case or spacing. */
  takeCaseVariants: () => number
  /** After a file: settle which title each id keeps. */
  settle: () => void
}

/** Most names kept in memory at once; beyond it the database is asked. */
const cachedNames = 300_000

/** Write rows of source `sourceId`. Ids seen before in this source are found without asking the database. */
export function importWriter(db: WritableDb, sourceId: number): ImportWriter {
  const names = artistNames(db)
  const artistOf = names.idOf
  const listeners = listedIds(db, 'listener', 'listener_id', sourceId)
  const artists = artistListings(db, sourceId, artistOf)
  const tracks = trackListings(db, sourceId, artistOf)
  const tags = tagListings(db, sourceId)
  const plays = playRows(db)
  const profiles = profileRows(db)

  const write = (row: SourceRow): Placement => {
    switch (row.kind) {
      case 'artist':
        return artists.name(row.id, row.name)
      case 'track':
        return tracks.name(row.id, row.artist, row.title)
      case 'tag':
        return tags.name(row.id, row.name)
      case 'artist-play': {
        const listing = artists.use(row.artistId)
        return plays.artist(listeners(row.listener), listing.id, row.plays, listing.known)
      }
      case 'named-artist-play': {
        const listing = artists.byName(row.artist, row.mbid)
        return plays.artist(listeners(row.listener), listing.id, row.plays, true)
      }
      case 'listener':
        return profiles(listeners(row.id), row.country)
      case 'track-play': {
        const track = tracks.use(row.trackId)
        return plays.track(listeners(row.listener), track.id, row.plays, track.known)
      }
      case 'tagging': {
        const listing = artists.use(row.artistId)
        const tag = tags.use(row.tagId)
        const placed = plays.tagging(listeners(row.listener), listing.id, tag.id, row.date)
        return placed === 'kept' && !(listing.known && tag.known) ? 'orphan-tag' : placed
      }
    }
  }
  return { write, takeCaseVariants: names.takeCaseVariants, settle: tracks.settle }
}

/** A name cut from a block of text keeps the whole block in memory; a copy does not. */
const ownCopy = (text: string): string => Buffer.from(text, 'utf8').toString('utf8')

/** The row id of a spelling of a band's name, made when new. */
function artistNames(db: WritableDb): { idOf: (name: string) => number; takeCaseVariants: () => number } {
  const find = db.prepare('SELECT artist_id FROM artist WHERE name = ?').pluck()
  const findKey = db.prepare('SELECT 1 FROM artist WHERE artist_key = ? LIMIT 1').pluck()
  const add = db.prepare('INSERT INTO artist (name, artist_key) VALUES (?, ?)')
  let cache = new Map<string, number>()
  let variants = 0
  const make = (name: string): number => {
    const key = artistKey(name)
    if (findKey.get(key) !== undefined) variants += 1
    return Number(add.run(name, key).lastInsertRowid)
  }
  const idOf = (raw: string): number => {
    const cached = cache.get(raw)
    if (cached !== undefined) return cached
    const name = displayName(raw)
    const id = (find.get(name) as number | undefined) ?? make(name)
    if (cache.size >= cachedNames) cache = new Map()
    cache.set(ownCopy(raw), id)
    return id
  }
  const takeCaseVariants = (): number => {
    const taken = variants
    variants = 0
    return taken
  }
  return { idOf, takeCaseVariants }
}

/** Row ids of external ids in a table of the form (id, source_id, external_id), made when new. */
function listedIds(db: WritableDb, table: 'listener', column: 'listener_id', sourceId: number): (id: string) => number {
  const add = db.prepare(`INSERT INTO ${table} (source_id, external_id) VALUES (?, ?)`)
  const ids = loadIds(db, `SELECT external_id, ${column} FROM ${table} WHERE source_id = ?`, sourceId)
  let last = { text: '', row: 0 }
  return (text) => {
    if (text === last.text && last.row !== 0) return last.row
    const id = externalId(text)
    let row = ids.get(id)
    if (row === 0) {
      row = Number(add.run(sourceId, stored(id)).lastInsertRowid)
      ids.set(id, row)
    }
    last = { text, row }
    return row
  }
}

function artistListings(db: WritableDb, sourceId: number, artistOf: (name: string) => number) {
  const add = db.prepare('INSERT INTO artist_listing (source_id, external_id, artist_id, named) VALUES (?, ?, ?, ?)')
  const give = db.prepare('UPDATE artist_listing SET artist_id = ?, named = 1 WHERE listing_id = ?')
  const nameOf = db.prepare('SELECT artist_id FROM artist_listing WHERE listing_id = ?').pluck()
  const ids = loadIds(
    db,
    'SELECT external_id, listing_id * 2 + named FROM artist_listing WHERE source_id = ?',
    sourceId,
  )
  const list = listings<number>(ids, {
    add: (id, artist) => Number(add.run(sourceId, id, artist, artist === null ? 0 : 1).lastInsertRowid),
    give: (row, artist) => give.run(artist, row),
    nameOf: (row) => nameOf.get(row),
  })
  const addMbid = db.prepare(
    `INSERT INTO artist_fact (source_id, artist_id, mbid) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET mbid = coalesce(mbid, excluded.mbid)`,
  )
  const withMbid = new Set<number>()
  /** A band that its name stands for; the first MBID it comes with is kept. */
  const byName = (raw: string, mbid: string | null): Used => {
    const artist = artistOf(raw)
    if (ids.get(artist) === 0) list.name(artist, artist)
    if (mbid !== null && !withMbid.has(artist)) {
      withMbid.add(artist)
      addMbid.run(sourceId, artist, mbid)
    }
    return list.use(artist)
  }
  return {
    name: (text: string, raw: string) => list.name(externalId(text), artistOf(raw)),
    use: (text: string) => list.use(externalId(text)),
    byName,
  }
}

function trackListings(db: WritableDb, sourceId: number, artistOf: (name: string) => number) {
  const add = db.prepare(`INSERT INTO track (source_id, external_id, work_id, title, version) VALUES (?, ?, ?, ?, ?)`)
  const give = db.prepare('UPDATE track SET work_id = ?, title = ?, version = ? WHERE track_id = ?')
  const known = db.prepare(
    'SELECT work.artist_id AS artistId, track.title AS title FROM track JOIN work USING (work_id) WHERE track_id = ?',
  )
  const once = db.prepare(
    'INSERT INTO track_title (track_id, artist_id, title, records) VALUES (?, ?, ?, 1) ON CONFLICT DO NOTHING',
  )
  const again = db.prepare(
    `INSERT INTO track_title (track_id, artist_id, title, records) VALUES (?, ?, ?, 1)
     ON CONFLICT DO UPDATE SET records = records + 1`,
  )
  const workOf = works(db)
  const ids = loadIds(
    db,
    'SELECT external_id, track_id * 2 + (title IS NOT NULL) FROM track WHERE source_id = ?',
    sourceId,
  )
  const repeated = new Set<number>()
  const name = (text: string, rawArtist: string, rawTitle: string): Placement => {
    const id = externalId(text)
    const artist = artistOf(rawArtist)
    const title = displayName(rawTitle)
    const packed = ids.get(id)
    if (packed !== 0 && (packed & 1) === 1) {
      const track = packed >> 1
      const first = known.get(track) as { artistId: number; title: string }
      if (!repeated.has(track)) {
        repeated.add(track)
        once.run(track, first.artistId, first.title)
      }
      again.run(track, artist, title)
      return first.artistId === artist && first.title === title ? 'duplicate-row' : 'id-collision'
    }
    const work = workOf(artist, title)
    const { version } = splitVersion(title)
    if (packed === 0)
      ids.set(id, pack(Number(add.run(sourceId, stored(id), work, title, version).lastInsertRowid), true))
    else {
      give.run(work, title, version, packed >> 1)
      ids.set(id, packed | 1)
    }
    return 'kept'
  }
  const use = (text: string): Used => {
    const id = externalId(text)
    let packed = ids.get(id)
    if (packed === 0) {
      packed = pack(Number(add.run(sourceId, stored(id), null, null, null).lastInsertRowid), false)
      ids.set(id, packed)
    }
    return { id: packed >> 1, known: (packed & 1) === 1 }
  }
  const settle = () => settleTitles(db, repeated, workOf, give)
  return { name, use, settle }
}

/** Give each repeated id its most frequent title (the first on a tie). */
function settleTitles(
  db: WritableDb,
  repeated: Set<number>,
  workOf: (artist: number, title: string) => number,
  give: { run: (...values: (number | string | null)[]) => unknown },
): void {
  const titles = db.prepare(
    'SELECT artist_id AS artistId, title, records FROM track_title WHERE track_id = ? ORDER BY records DESC',
  )
  const now = db.prepare(
    `SELECT work_id AS workId, work.artist_id AS artistId, track.title AS title
     FROM track JOIN work USING (work_id) WHERE track_id = ?`,
  )
  const dropUnused = db.prepare(
    'DELETE FROM work WHERE work_id = @work AND NOT EXISTS (SELECT 1 FROM track WHERE work_id = @work)',
  )
  for (const track of repeated) {
    const rows = titles.all(track) as { artistId: number; title: string; records: number }[]
    const first = now.get(track) as { workId: number; artistId: number; title: string }
    const best = rows[0]
    const mine = rows.find((row) => row.artistId === first.artistId && row.title === first.title)
    if (best === undefined || mine === undefined || mine.records >= best.records) continue
    give.run(workOf(best.artistId, best.title), best.title, splitVersion(best.title).version, track)
    dropUnused.run({ work: first.workId })
  }
  repeated.clear()
}

/** The work of a band's title, made when new. */
function works(db: WritableDb): (artist: number, title: string) => number {
  const find = db.prepare('SELECT work_id FROM work WHERE artist_id = ? AND work_key = ?').pluck()
  const add = db.prepare('INSERT INTO work (artist_id, work_key) VALUES (?, ?) ON CONFLICT DO NOTHING')
  return (artist, title) => {
    const key = workKey(title)
    const added = add.run(artist, key)
    return added.changes === 1 ? Number(added.lastInsertRowid) : (find.get(artist, key) as number)
  }
}

function tagListings(db: WritableDb, sourceId: number) {
  const add = db.prepare('INSERT INTO tag_listing (source_id, external_id, name, named) VALUES (?, ?, ?, ?)')
  const give = db.prepare('UPDATE tag_listing SET name = ?, named = 1 WHERE tag_listing_id = ?')
  const nameOf = db.prepare('SELECT name FROM tag_listing WHERE tag_listing_id = ?').pluck()
  const ids = loadIds(
    db,
    'SELECT external_id, tag_listing_id * 2 + named FROM tag_listing WHERE source_id = ?',
    sourceId,
  )
  const list = listings<string>(ids, {
    add: (id, tag) => Number(add.run(sourceId, id, tag, tag === null ? 0 : 1).lastInsertRowid),
    give: (row, tag) => give.run(tag, row),
    nameOf: (row) => nameOf.get(row),
  })
  return {
    name: (text: string, raw: string) => list.name(externalId(text), displayName(raw)),
    use: (text: string) => list.use(externalId(text)),
  }
}

/** One profile a listener; a second one merges. */
function profileRows(db: WritableDb): (listener: number, country: string | null) => Placement {
  const add = db.prepare('INSERT INTO listener_profile (listener_id, country) VALUES (?, ?) ON CONFLICT DO NOTHING')
  return (listener, country) => (add.run(listener, country).changes === 1 ? 'kept' : 'duplicate-row')
}

function playRows(db: WritableDb) {
  const addArtist = db.prepare(
    'INSERT INTO artist_play (listener_id, listing_id, plays) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const moreArtist = db.prepare('UPDATE artist_play SET plays = plays + ? WHERE listener_id = ? AND listing_id = ?')
  const addTrack = db.prepare(
    'INSERT INTO track_play (listener_id, track_id, plays) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const moreTrack = db.prepare('UPDATE track_play SET plays = plays + ? WHERE listener_id = ? AND track_id = ?')
  const addTagging = db.prepare(
    'INSERT INTO tagging (listener_id, listing_id, tag_listing_id, tagged_on) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const artist = (listener: number, listing: number, plays: number | null, known: boolean): Placement => {
    if (addArtist.run(listener, listing, plays ?? 1).changes === 1) return known ? 'kept' : 'orphan-artist'
    if (plays !== null) moreArtist.run(plays, listener, listing)
    return 'duplicate-row'
  }
  const track = (listener: number, trackId: number, plays: number | null, known: boolean): Placement => {
    if (addTrack.run(listener, trackId, plays ?? 1).changes === 1) return known ? 'kept' : 'orphan-song'
    if (plays !== null) moreTrack.run(plays, listener, trackId)
    return 'duplicate-row'
  }
  const tagging = (listener: number, listing: number, tag: number, date: string | null): Placement =>
    addTagging.run(listener, listing, tag, date).changes === 1 ? 'kept' : 'duplicate-row'
  return { artist, track, tagging }
}
