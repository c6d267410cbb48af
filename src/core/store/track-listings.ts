/** Tracks as one source lists them, and the works that they are versions of. */
import { displayName, splitVersion, workKey } from '#core/catalog/keys.ts'
import { type ExternalId, externalId, IdMap } from '#core/math/id-map.ts'
import { loadIds, type Placement, pack, stored, type Used } from './listings.ts'
import type { WritableDb } from './open.ts'

/** The tracks of one source: named by id or by their names, used by id, in whatever order the records come. */
export function trackListings(db: WritableDb, sourceId: number, artistOf: (name: string) => number) {
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
  const { repeated, retitled } = repeatedTracks(db, ids.size, sourceId)
  /** What its source calls a track; without an id of its own its names stand for it. */
  const idOf = (text: string | null, artist: number, title: string): ExternalId =>
    text === null ? `${artist}:${title}` : externalId(text)
  const name = (text: string | null, rawArtist: string, rawTitle: string): { id: number; placement: Placement } => {
    const artist = artistOf(rawArtist)
    const title = displayName(rawTitle)
    const id = idOf(text, artist, title)
    const packed = ids.get(id)
    if (packed !== 0 && (packed & 1) === 1) {
      const track = packed >> 1
      const first = known.get(track) as { artistId: number; title: string }
      if (!repeated.has(track)) {
        repeated.add(track)
        once.run(track, first.artistId, first.title)
      }
      again.run(track, artist, title)
      const same = first.artistId === artist && first.title === title
      if (!same) retitled.add(track)
      return { id: track, placement: same ? 'duplicate-row' : 'id-collision' }
    }
    const work = workOf(artist, title)
    const { version } = splitVersion(title)
    if (packed !== 0) {
      give.run(work, title, version, packed >> 1)
      ids.set(id, packed | 1)
      return { id: packed >> 1, placement: 'kept' }
    }
    const row = Number(add.run(sourceId, stored(id), work, title, version).lastInsertRowid)
    ids.set(id, pack(row, true))
    return { id: row, placement: 'kept' }
  }
  /** The row of a track that a record names while it speaks of something else, made when new. */
  const named = (text: string | null, rawArtist: string, rawTitle: string): number => {
    const packed = ids.get(idOf(text, artistOf(rawArtist), displayName(rawTitle)))
    return (packed & 1) === 1 ? packed >> 1 : name(text, rawArtist, rawTitle).id
  }
  const use = (text: string): Used => rowOf(externalId(text))
  /** The row of a track that is only mentioned: its names become known when a record of its own comes. */
  const mentioned = (rawArtist: string, rawTitle: string): number =>
    rowOf(idOf(null, artistOf(rawArtist), displayName(rawTitle))).id
  const isNamed = (text: string | null): boolean => text !== null && (ids.get(externalId(text)) & 1) === 1
  const rowOf = (id: ExternalId): Used => {
    let packed = ids.get(id)
    if (packed === 0) {
      packed = pack(Number(add.run(sourceId, stored(id), null, null, null).lastInsertRowid), false)
      ids.set(id, packed)
    }
    return { id: packed >> 1, known: (packed & 1) === 1 }
  }
  const settle = () => {
    settleTitles(db, retitled, workOf, give)
    repeated.clear()
    retitled.clear()
  }
  return { name, named, use, mentioned, isNamed, settle }
}

type Repeated = {
  /** Tracks whose titles are counted. */
  repeated: Set<number>
  /** Those that came with a title other than their own. */
  retitled: Set<number>
}

/** Tracks that came several times before an import was cut short; settling one again changes nothing. */
function repeatedTracks(db: WritableDb, known: number, sourceId: number): Repeated {
  if (known === 0) return { repeated: new Set(), retitled: new Set() }
  const tracks = db.prepare(
    `SELECT track_id, count(*) FROM track_title CROSS JOIN track USING (track_id) WHERE track.source_id = ? GROUP BY 1`,
  )
  const counted = tracks.raw().all(sourceId) as [track: number, titles: number][]
  return {
    repeated: new Set(counted.map(([track]) => track)),
    retitled: new Set(counted.filter(([, titles]) => titles > 1).map(([track]) => track)),
  }
}

/** Give each id with several titles its most frequent one (the first on a tie). */
function settleTitles(
  db: WritableDb,
  retitled: ReadonlySet<number>,
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
  for (const track of [...retitled].sort((a, b) => a - b)) {
    const rows = titles.all(track) as { artistId: number; title: string; records: number }[]
    const first = now.get(track) as { workId: number; artistId: number; title: string }
    const best = rows[0]
    const mine = rows.find((row) => row.artistId === first.artistId && row.title === first.title)
    if (best === undefined || mine === undefined || mine.records >= best.records) continue
    give.run(workOf(best.artistId, best.title), best.title, splitVersion(best.title).version, track)
    dropUnused.run({ work: first.workId })
  }
}

/**
 * The work of a band's title, made when new. The works of every band that is met are held in memory by a digest of
 * band and key, and looked at again where digests agree: 12 bytes a work instead of an index over all titles.
 */
function works(db: WritableDb): (artist: number, title: string) => number {
  const ofArtist = db.prepare('SELECT work_id, work_key FROM work WHERE artist_id = ?').raw()
  const keyOf = db.prepare('SELECT artist_id, work_key FROM work WHERE work_id = ?').raw()
  const add = db.prepare('INSERT INTO work (artist_id, work_key) VALUES (?, ?)')
  const before = (db.prepare('SELECT coalesce(max(artist_id), 0) FROM work').pluck().get() as number) + 1
  const seen = new Uint8Array(before)
  const known = new IdMap()
  /** The known work, or the free place where a new one belongs. */
  const place = (artist: number, key: string): { work: number; digest: number } => {
    for (let digest = workDigest(artist, key); ; digest += 1) {
      const work = known.get(digest)
      if (work === 0) return { work, digest }
      const [itsArtist, itsKey] = (keyOf.get(work) as [number, string] | undefined) ?? [0, '']
      if (itsArtist === artist && itsKey === key) return { work, digest }
    }
  }
  return (artist, title) => {
    if (artist < before && seen[artist] === 0) {
      seen[artist] = 1
      for (const [work, key] of ofArtist.all(artist) as [number, string][]) known.set(place(artist, key).digest, work)
    }
    const key = workKey(title)
    const { work, digest } = place(artist, key)
    if (work !== 0) return work
    const added = Number(add.run(artist, key).lastInsertRowid)
    known.set(digest, added)
    return added
  }
}

/** 52 bits that differ for nearly all bands and keys (two rounds of FNV-1a over UTF-16 units). */
function workDigest(artist: number, key: string): number {
  let low = Math.imul(artist ^ 0x811c9dc5, 0x01000193)
  let high = Math.imul(artist ^ 0x9747b28c, 0x5bd1e995)
  for (let i = 0; i < key.length; i += 1) {
    const unit = key.charCodeAt(i)
    low = Math.imul(low ^ unit, 0x01000193)
    high = Math.imul(high ^ unit ^ (high >>> 15), 0x5bd1e995)
  }
  return (low >>> 0) + (high >>> 12) * 4_294_967_296
}
