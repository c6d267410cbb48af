/** Playlist files to playlists: read as an import reads them, each entry matched to the library or kept by its names. */

import { AppError } from '#api/errors.ts'
import type { PlaylistImported } from '#api/schemas.ts'
import { artistKey, workKey } from '#core/catalog/keys.ts'
import { sameWorkFinder } from '#core/catalog/same-work.ts'
import type { TrackRef } from '#core/sources/format.ts'
import { namesFromPath } from '#core/sources/locations.ts'
import { openParts } from '#core/sources/parts.ts'
import { isRefusal, type RecognisedFile, readRows } from '#core/sources/reader.ts'
import { parseItemId, workItems } from '#core/store/browse-rows.ts'
import type { NewEntry } from '#core/store/playlist-rows.ts'
import { addList, type Shelf } from './playlists.ts'

/** `name` is null where neither the list nor its file says one. */
type List = { name: string | null; tracks: TrackRef[] }

/** More entries than any playlist has. */
const mostEntries = 100_000

/**
 * Make a playlist of each list in a file. Entries that the library does not have stay by name, with the place that the
 * file says. Throws AppError not-a-dataset, too-large.
 */
export async function importPlaylists(
  shelf: Shelf,
  file: { path: string; shownName: string },
  name: string | undefined,
): Promise<PlaylistImported> {
  const { lists, rejected } = await readLists(file)
  const find = sameWorkFinder(shelf.library)
  const matched = (track: TrackRef) => entryOf(shelf, find, track)
  const playlists = [...lists.values()].map((list) => {
    const entries = list.tracks.map(matched)
    const own = list.name?.trim() || titleOf(file.shownName)
    const shown = (name !== undefined && lists.size === 1 ? name : own).slice(0, 500)
    const id = addList(shelf, shown, entries)
    return {
      id,
      name: shown,
      entries: entries.length,
      matched: entries.filter((entry) => entry.itemId !== null).length,
    }
  })
  return { playlists, rejected }
}

/** A file's name without its folder and its ending: what its list is called where it says nothing itself. */
function titleOf(shownName: string): string {
  const name = shownName.split(/[/\\]/).at(-1) ?? ''
  return name.replace(/\.\w{1,5}$/, '').trim() || 'Playlist'
}

type Read = { lists: Map<string, List>; rejected: Record<string, number> }

/** The lists of a file, or of every list in an archive or folder. */
async function readLists(file: { path: string; shownName: string }): Promise<Read> {
  const parts = await openParts(file, {}, () => {})
  const found: Read = { lists: new Map(), rejected: {} }
  for (const { path, recognised } of parts) if (recognised !== null) await readInto(found, path, recognised)
  if (found.lists.size > 0) return found
  const [known] = parts.flatMap(({ recognised }) => (recognised === null ? [] : [recognised.table.formatName]))
  const refusal = parts.find((part) => part.refusal !== null)?.refusal
  const message = known === undefined ? refusal?.message : `This is ${known}, but there is no playlist in it.`
  throw new AppError('not-a-dataset', message ?? 'There is no playlist in this file.')
}

async function readInto({ lists, rejected }: Read, path: string, recognised: RecognisedFile): Promise<void> {
  let entries = [...lists.values()].reduce((sum, { tracks }) => sum + tracks.length, 0)
  for await (const batch of readRows(path, recognised)) {
    if (isRefusal(batch)) throw new AppError('not-a-dataset', batch.message)
    for (const row of batch.rows) {
      if (row.kind !== 'list-entry') continue
      entries += 1
      if (entries > mostEntries) {
        throw new AppError('too-large', `This file has over ${mostEntries.toLocaleString('en')} entries.`)
      }
      const list = lists.get(row.list ?? '') ?? { name: row.name, tracks: [] }
      list.tracks.push(row.track)
      lists.set(row.list ?? '', list)
    }
    for (const { keyword } of batch.rejects) rejected[keyword] = (rejected[keyword] ?? 0) + 1
  }
}

function entryOf(shelf: Shelf, find: ReturnType<typeof sameWorkFinder>, track: TrackRef): NewEntry {
  const { durationMs, mbid, isrc, uri } = track.facts ?? {}
  const guessed = namesFromPath(uri ?? '')
  const named = track.artist === '' ? guessed : track
  // A playlist names what its listener has: alike names are believed unless their lengths are far apart.
  const [best] = find({ artist: named.artist, title: named.title, durationMs, mbid, isrc, uri })
  const [item] = best === undefined ? [] : workItems(shelf.library, [best.workId])
  const artist = track.artist || item?.artist || guessed.artist || 'Unknown artist'
  const title = track.title || item?.title || guessed.title || 'Untitled'
  return {
    kind: 'track',
    itemId: item === undefined ? null : parseItemId(item.id).row,
    artist: item?.artist ?? artist,
    title: item?.title ?? title,
    year: item?.year ?? null,
    artistKey: artistKey(item?.artist ?? artist),
    workKey: workKey(item?.title ?? title),
    location: uri ?? null,
    durationMs: durationMs ?? null,
  }
}
