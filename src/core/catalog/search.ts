/** Finding bands and tracks by what people type, and naming the nearest spellings where nothing is found. */
import { distance } from 'fastest-levenshtein'
import { AppError } from '#api/errors.ts'
import type { CatalogItem, Kind } from '#api/schemas.ts'
import { readLocation } from '#core/sources/locations.ts'
import * as browse from '#core/store/browse-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { titleReader } from '#core/store/version-rows.ts'
import { artistKey, searchKey, withoutArticle, workKey } from './keys.ts'

/** Hits ranked in memory: the most listened-to ones that match, exact names first. */
const rankedHits = 200

export type SearchResult = { items: CatalogItem[]; total: number }

/** Search as one types: every word must be met, the last one may be unfinished. Best match first. */
export function search(db: ReadableDb, query: { text: string; kind?: Kind | undefined; limit: number }): SearchResult {
  const key = searchKey(query.text)
  if (key === '') return { items: [], total: 0 }
  const artists = query.kind === 'track' ? { items: [], total: 0 } : searchArtists(db, key, query.text)
  const tracks = query.kind === 'artist' ? { items: [], total: 0 } : searchTracks(db, key, query.text)
  if (query.kind !== undefined) {
    const found = query.kind === 'artist' ? artists : tracks
    return { items: found.items.slice(0, query.limit), total: found.total }
  }
  return { items: mix(artists.items, tracks.items, key, query.limit), total: artists.total + tracks.total }
}

function searchArtists(db: ReadableDb, key: string, text: string): SearchResult {
  const found = browse.searchArtists(db, matchExpression(key), rankedHits)
  // A little known band is found by its very name even where hundreds of better known names begin with it.
  const ids = new Set([...browse.artistsByKey(db, artistKey(text)), ...found.ids])
  return { items: byCloseness(browse.artistItems(db, [...ids]), key), total: found.total }
}

function searchTracks(db: ReadableDb, key: string, text: string): SearchResult {
  const found = browse.searchWorks(db, wordsExpression(key), rankedHits)
  if (!cjk.test(key)) return { items: byCloseness(browse.workItems(db, found.ids), key), total: found.total }
  const titlesOf = titleReader(db)
  const parts = text.split(/\s+/u).map(searchKey)
  // Positions are not kept for tracks: that characters stand side by side is seen in the band and the titles of all versions.
  const side = found.ids.flatMap((id) => {
    const items = browse.workItems(db, [id])
    const names = items.flatMap(({ artist }) => [artist, ...titlesOf(id)].map(searchKey))
    return parts.every((part) => names.some((name) => name.includes(part))) ? items : []
  })
  return { items: byCloseness(side, key), total: side.length }
}

const cjk = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/u

/** An FTS5 expression for a search key: its words in any order, the last as a prefix; CJK text as one phrase. */
function matchExpression(key: string): string {
  return cjk.test(key) ? `"${key}" *` : wordsExpression(key)
}

function wordsExpression(key: string): string {
  return key
    .split(' ')
    .map((word, i, words) => (i === words.length - 1 ? `"${word}" *` : `"${word}"`))
    .join(' ')
}

/** 0 exact, 1 exact but for an article, 2 starts with it, 3 anything else. */
function closeness(item: CatalogItem, key: string): number {
  const name = searchKey(item.title ?? item.artist)
  if (name === key) return 0
  if (withoutArticle(name) === withoutArticle(key)) return 1
  return name.startsWith(key) || withoutArticle(name).startsWith(key) ? 2 : 3
}

function byCloseness(items: CatalogItem[], key: string): CatalogItem[] {
  return items
    .map((item, place) => ({ item, place, rank: closeness(item, key) }))
    .sort((a, b) => a.rank - b.rank || b.item.listeners - a.item.listeners || a.place - b.place)
    .map(({ item }) => item)
}

/** Bands before tracks of the same closeness; neither fills the whole list. */
function mix(artists: CatalogItem[], tracks: CatalogItem[], key: string, limit: number): CatalogItem[] {
  const artistPlaces = Math.max(Math.ceil(limit * 0.6), limit - tracks.length)
  const trackPlaces = limit - Math.min(artists.length, artistPlaces)
  return [...artists.slice(0, artistPlaces), ...tracks.slice(0, trackPlaces)]
    .map((item, place) => ({ item, place, rank: closeness(item, key) }))
    .sort((a, b) => a.rank - b.rank || a.place - b.place)
    .map(({ item }) => item)
}

/** The band someone names: by stable key, then by search key. Throws AppError artist-not-found with near spellings. */
export function findArtist(db: ReadableDb, name: string): number {
  const byKey = mostListened(db, browse.artistsByKey(db, artistKey(name)))
  if (byKey !== null) return byKey
  const key = searchKey(name)
  const close = key === '' ? undefined : searchArtists(db, key, name).items.find((item) => closeness(item, key) <= 1)
  if (close !== undefined) return browse.parseItemId(close.id).row
  throw new AppError('artist-not-found', `No band called "${name}".`, { suggestions: nearestArtists(db, name) })
}

function mostListened(db: ReadableDb, artistIds: readonly number[]): number | null {
  const items = browse.artistItems(db, artistIds).sort((a, b) => b.listeners - a.listeners)
  return items[0] === undefined ? null : browse.parseItemId(items[0].id).row
}

/**
 * The track someone names: `Artist - Title`, an id, a MusicBrainz id or Spotify address, or the page of either. Returns its canonical work.
 * Throws AppError track-not-found or artist-not-found.
 */
export function findWork(db: ReadableDb, text: string): number {
  if (/^t\d+$/.test(text)) {
    const work = browse.workOfTrack(db, Number(text.slice(1)))
    if (work !== null) return work
  }
  const address = addressOf(text)
  const addressed = address === null ? null : browse.workByAddress(db, address)
  if (addressed !== null) return addressed
  const dashes = [...text.matchAll(/\s[-–—]\s/g)]
  for (const dash of dashes) {
    const artists = browse.artistsByKey(db, artistKey(text.slice(0, dash.index)))
    for (const artist of artists) {
      const [work] = browse.worksByKey(db, artist, workKey(text.slice(dash.index + dash[0].length)))
      if (work !== undefined) return work
    }
  }
  const key = searchKey(text)
  const [first] = key === '' ? [] : searchTracks(db, key, text).items
  if (first !== undefined && sameWords(`${first.artist} ${first.title ?? ''}`, key)) {
    return browse.workOfTrack(db, browse.parseItemId(first.id).row) as number
  }
  const firstDash = dashes[0]
  if (firstDash !== undefined) {
    const artist = findArtist(db, text.slice(0, firstDash.index))
    const known = browse.workItems(db, browse.worksOfArtist(db, artist, 5))
    throw notFound(text, known)
  }
  throw notFound(
    text,
    key === '' ? [] : searchTracks(db, key.split(' ')[0] as string, key.split(' ')[0] as string).items.slice(0, 5),
  )
}

/** A MusicBrainz id or the page of a recording; a Spotify address or the page of a track. */
function addressOf(text: string): { mbid: string } | { uri: string } | null {
  const written = text.trim()
  const mbid =
    /^(?:https?:\/\/(?:beta\.)?musicbrainz\.org\/recording\/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/i
  const recording = mbid.exec(written)?.[1]
  if (recording !== undefined) return { mbid: recording.toLowerCase() }
  const uri = readLocation(written, null)
  return uri?.startsWith('spotify:track:') === true ? { uri } : null
}

function sameWords(name: string, key: string): boolean {
  const words = (text: string) => text.split(' ').sort().join(' ')
  return words(searchKey(name)) === words(key)
}

function notFound(text: string, near: CatalogItem[]): AppError {
  const suggestions = near.map((item) => `${item.artist} - ${item.title}`)
  return new AppError('track-not-found', `No track called "${text}".`, { suggestions })
}

/**
 * The five names nearest to a misspelt one, by edits of their search keys, better known ones first on a tie. Where half of
 * what was typed would have to be another letter, it is no misspelling.
 */
export function nearestArtists(db: ReadableDb, name: string): string[] {
  const wanted = withoutArticle(searchKey(name))
  const mostEdits = Math.max(1, Math.floor(wanted.length / 2))
  const nearest: { name: string; edits: number; listeners: number }[] = []
  for (const [, candidate, listeners] of browse.allArtistNames(db)) {
    const key = withoutArticle(searchKey(candidate))
    const worst = nearest.length < 5 ? mostEdits : (nearest[4]?.edits ?? 0)
    const lengths = Math.abs(key.length - wanted.length)
    // A name that goes on after what was typed is nearer than its length says.
    const goesOn = wanted.length > 2 && key.startsWith(wanted)
    if (!goesOn && lengths > worst) continue
    const edits = goesOn ? Math.min(1, lengths) + 0.5 : distance(wanted, key)
    if (edits > worst) continue
    nearest.push({ name: candidate, edits, listeners })
    nearest.sort((a, b) => a.edits - b.edits || b.listeners - a.listeners)
    nearest.length = Math.min(nearest.length, 5)
  }
  return nearest.map((entry) => entry.name)
}
