/** Rows of one source into the library. Each row ends kept, merged or set aside, and says which. */
import { artistKey, displayName } from '#core/catalog/keys.ts'
import { externalId } from '#core/math/id-map.ts'
import { encodeNumbers } from '#core/math/leb128.ts'
import { numberSet } from '#core/math/number-set.ts'
import { ownListener, type SourceRow, type TrackRef } from '#core/sources/format.ts'
import { listings, loadIds, type Placement, stored, type Used } from './listings.ts'
import { readyToLoad } from './load-indexes.ts'
import type { WritableDb } from './open.ts'
import { heardElsewhere } from './own-rows.ts'
import { playRows } from './play-rows.ts'
import { trackFacts } from './track-facts.ts'
import { trackListings } from './track-listings.ts'
import { trackSounds } from './track-sounds.ts'

/** A writer for one source. `write` must run inside the caller's transaction. */
export type ImportWriter = {
  /** Store rows; `onPlaced` gets each with where it ended and its place among them. */
  write: (rows: readonly SourceRow[], onPlaced?: (placement: Placement, row: SourceRow, place: number) => void) => void
  /** Spellings met since the last call that differ from a known band's only by case or spacing. */
  takeCaseVariants: () => number
  /** After a file: settle which title each id keeps. */
  settle: () => void
}

type TrackRow = Extract<SourceRow, { kind: 'track' }>

/** Most names kept in memory at once; beyond it the database is asked. */
const cachedNames = 400_000

/**
 * Write rows of source `sourceId`. Ids seen before in this source are found without asking the database. Indexing, which
 * follows, finds the indexes that a first load goes without (load-indexes.ts).
 */
export function importWriter(db: WritableDb, sourceId: number): ImportWriter {
  readyToLoad(db)
  const names = artistNames(db)
  const artistOf = names.idOf
  const listeners = listedIds(db, 'listener', 'listener_id', sourceId)
  const artists = artistListings(db, sourceId, artistOf)
  const tracks = trackListings(db, sourceId, artistOf)
  const tags = tagListings(db, sourceId)
  const plays = playRows(db)
  const profiles = profileRows(db)

  const elsewhere = heardElsewhere(db, sourceId)
  const facts = trackFacts(db, {
    similarRow: (similar) =>
      'id' in similar ? tracks.use(similar.id).id : tracks.mentioned(similar.artist, similar.title),
    tagName: tags.nameOf,
  })

  const addSound = trackSounds(db)

  const nameTrack = (track: TrackRow): Placement => {
    const named = tracks.name(track.id, track.artist, track.title)
    if (track.facts !== undefined) facts(named.id, track.facts)
    if (track.sound !== undefined) addSound(named.id, track.sound)
    return named.placement
  }
  /** What is said of a track that has its names already. */
  const describeTrack = (track: TrackRef): Placement => {
    if (track.facts !== undefined) facts(tracks.use(track.id ?? '').id, track.facts)
    return 'duplicate-row'
  }
  /** The row of a track that another record names too, with what that record says of it. */
  const trackOf = (track: TrackRef): number => {
    const row = tracks.named(track.id, track.artist, track.title)
    if (track.facts !== undefined) facts(row, track.facts)
    return row
  }
  /** An entry without names is an orphan, until another source of the listener's own says what lies there. */
  const entryTrack = (track: TrackRef): Used => {
    if (track.artist !== '') return { id: trackOf(track), known: true }
    const used = tracks.use(track.id ?? '')
    if (track.facts !== undefined) facts(used.id, track.facts)
    return used
  }
  const writeList = (listener: number, name: string | null, list: readonly TrackRef[]): Placement => {
    const rows = Int32Array.from(list, trackOf)
    for (const row of rows) plays.track(listener, row, null, true)
    return plays.list(listener, name, encodeNumbers(rows, 0, rows.length)) ? 'kept' : 'duplicate-row'
  }
  const place = (row: SourceRow): Placement => {
    switch (row.kind) {
      case 'artist':
        return artists.name(row.id, row.name)
      case 'track':
        return row.standIn === true && tracks.isNamed(row.id) ? describeTrack(row) : nameTrack(row)
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
      case 'named-track-play':
        return plays.track(listeners(row.listener), trackOf(row.track), row.plays, true)
      case 'listen': {
        const track = trackOf(row.track)
        const placed = plays.listen(listeners(row.listener), track, row.at, row.msPlayed)
        const own = placed === 'kept' && row.at !== null && row.listener === ownListener
        // Stored all the same: when the other source goes, this one still knows.
        return own && elsewhere(track, row.at as number) ? 'duplicate-row' : placed
      }
      case 'list':
        return writeList(listeners(row.id), row.name, row.tracks)
      case 'track-hide': {
        const track = tracks.use(row.trackId)
        return plays.hide(listeners(row.listener), track.id, track.known)
      }
      case 'list-entry': {
        const listener = listeners(row.list ?? '')
        const track = entryTrack(row.track)
        plays.listEntry(listener, row.name, encodeNumbers(Int32Array.of(track.id)))
        return plays.track(listener, track.id, null, track.known)
      }
      case 'tagging': {
        const listing = artists.use(row.artistId)
        const tag = tags.use(row.tagId)
        const placed = plays.tagging(listeners(row.listener), listing.id, tag.id, row.date)
        return placed === 'kept' && !(listing.known && tag.known) ? 'orphan-tag' : placed
      }
    }
  }
  const write: ImportWriter['write'] = (rows, onPlaced = () => {}) => {
    rows.forEach((row, at) => {
      onPlaced(place(row), row, at)
    })
    plays.flush()
  }
  return { write, takeCaseVariants: names.takeCaseVariants, settle: tracks.settle }
}

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
    cache.set(raw, id)
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
  const isNewWithMbid = numberSet()
  /** A band that its name stands for; the first MBID it comes with is kept. */
  const byName = (raw: string, mbid: string | null): Used => {
    const artist = artistOf(raw)
    if (mbid !== null && isNewWithMbid(artist)) addMbid.run(sourceId, artist, mbid)
    const packed = ids.get(artist)
    if (packed !== 0) return { id: packed >> 1, known: (packed & 1) === 1 }
    list.name(artist, artist)
    return list.use(artist)
  }
  return {
    name: (text: string, raw: string) => list.name(externalId(text), artistOf(raw)),
    use: (text: string) => list.use(externalId(text)),
    byName,
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
    nameOf: (text: string): string | null => {
      const packed = ids.get(externalId(text))
      return (packed & 1) === 1 ? (nameOf.get(packed >> 1) as string) : null
    },
  }
}

/** One profile a listener; a second one merges. */
function profileRows(db: WritableDb): (listener: number, country: string | null) => Placement {
  const add = db.prepare('INSERT INTO listener_profile (listener_id, country) VALUES (?, ?) ON CONFLICT DO NOTHING')
  return (listener, country) => (add.run(listener, country).changes === 1 ? 'kept' : 'duplicate-row')
}
