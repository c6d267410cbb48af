/** Playlists: each edit is one transaction with the way back in the undo log. */
import { AppError } from '#api/errors.ts'
import type { Playlist, PlaylistEdit } from '#api/schemas.ts'
import { artistKey, workKey } from '#core/catalog/keys.ts'
import { itemFileFinder } from '#core/catalog/own-files.ts'
import * as browse from '#core/store/browse-rows.ts'
import type { ReadableDb, WritableDb } from '#core/store/open.ts'
import * as rows from '#core/store/playlist-rows.ts'

/** The listener's own database, the library that names come from, and who is listening. */
export type Shelf = { user: WritableDb; library: ReadableDb; profileId: number }

/** What takes an edit back. */
type Inverse =
  | { type: 'remove'; entryIds: number[] }
  | { type: 'restore'; entries: rows.EntryRow[]; order: number[] }
  | { type: 'order'; order: number[] }
  | { type: 'rename'; name: string }
  | { type: 'delete' }
  | { type: 'undelete' }

/** A playlist with its entries, each matched to the library as it is now. Throws AppError playlist-not-found. */
export function readPlaylist(shelf: Omit<Shelf, 'user'> & { user: ReadableDb }, id: number): Playlist {
  const summary = rows.playlistSummary(shelf.user, shelf.profileId, id)
  if (summary === null) throw new AppError('playlist-not-found', `No playlist with the number ${id}.`)
  const filesOf = itemFileFinder(shelf)
  return {
    ...summary,
    items: rows.playlistEntries(shelf.user, id).map((entry) => {
      const item = resolveEntry(shelf.library, entry)
      return {
        ...(item !== undefined && filesOf(item.id).length > 0 ? { owned: true as const } : {}),
        entryId: entry.entryId,
        item: item?.id ?? null,
        kind: entry.kind,
        artist: entry.artist,
        ...(entry.title === null ? {} : { title: entry.title }),
        ...((entry.year ?? item?.year) === undefined ? {} : { year: entry.year ?? item?.year }),
        ...(item?.guests === undefined ? {} : { guests: item.guests }),
        genres: item?.genres ?? [],
      }
    }),
  }
}

/** What the library knows of an entry: by its id while that still means the same, else by its stable keys. */
function resolveEntry(library: ReadableDb, entry: rows.EntryRow) {
  if (entry.kind === 'artist') return browse.artistItems(library, browse.artistsByKey(library, entry.artistKey))[0]
  if (entry.itemId !== null) {
    const work = browse.workOfTrack(library, entry.itemId)
    const [item] = work === null ? [] : browse.workItems(library, [work])
    if (
      item !== undefined &&
      artistKey(item.artist) === entry.artistKey &&
      workKey(item.title ?? '') === entry.workKey
    ) {
      return item
    }
  }
  for (const artist of browse.artistsByKey(library, entry.artistKey)) {
    const [item] = browse.workItems(library, browse.worksByKey(library, artist, entry.workKey ?? ''))
    if (item !== undefined) return item
  }
  return undefined
}

/** Make a playlist of bands and tracks. A band comes as its best-known track, where the library has one. */
export function createPlaylist(shelf: Shelf, name: string, itemIds: readonly string[]): { id: number; added: number } {
  const entries = itemIds.map((id) => entryFor(shelf.library, id))
  return shelf.user.transaction(() => {
    const id = rows.addPlaylist(shelf.user, shelf.profileId, name)
    const added = rows.addEntries(shelf.user, shelf.profileId, id, entries)
    rows.orderEntries(shelf.user, id, added)
    log(shelf, `Made “${name}”`, id, { type: 'delete' })
    return { id, added: added.length }
  })()
}

/** Make a playlist of entries as they are, such as those of a file. */
export function addList(shelf: Shelf, name: string, entries: readonly rows.NewEntry[]): number {
  return shelf.user.transaction(() => {
    const id = rows.addPlaylist(shelf.user, shelf.profileId, name)
    rows.orderEntries(shelf.user, id, rows.addEntries(shelf.user, shelf.profileId, id, entries))
    log(shelf, `Made “${name}”`, id, { type: 'delete' })
    return id
  })()
}

function entryFor(library: ReadableDb, itemId: string): rows.NewEntry {
  const { kind, row } = browse.parseItemId(itemId)
  if (kind === 'track') {
    const work = browse.workOfTrack(library, row)
    const [item] = work === null ? [] : browse.workItems(library, [work])
    const version = browse.versionName(library, row)
    if (item === undefined || version === null) {
      throw new AppError('track-not-found', 'This track is not in your library.')
    }
    // The very version that was chosen, by its own name.
    return trackEntry({ ...item, id: itemId, title: version.title, year: version.year ?? item.year })
  }
  const artist = browse.canonicalArtist(library, row)
  if (artist === null) throw new AppError('artist-not-found', 'This band is not in your library.')
  const [best] = browse.workItems(library, browse.worksOfArtist(library, artist, 1))
  if (best !== undefined) return trackEntry(best)
  const [item] = browse.artistItems(library, [artist])
  const name = item?.artist ?? ''
  return {
    kind: 'artist',
    itemId: artist,
    artist: name,
    title: null,
    year: null,
    artistKey: artistKey(name),
    workKey: null,
  }
}

function trackEntry(item: {
  id: string
  artist: string
  title?: string | undefined
  year?: number | undefined
}): rows.NewEntry {
  const title = item.title ?? ''
  return {
    kind: 'track',
    itemId: browse.parseItemId(item.id).row,
    artist: item.artist,
    title,
    year: item.year ?? null,
    artistKey: artistKey(item.artist),
    workKey: workKey(title),
  }
}

/** Change a playlist. Throws AppError playlist-not-found, artist-not-found, track-not-found. */
export function editPlaylist(shelf: Shelf, id: number, edit: PlaylistEdit): Playlist {
  const before = readPlaylist(shelf, id)
  shelf.user.transaction(() => {
    const { label, inverse } = apply(shelf, before, edit)
    rows.touchPlaylist(shelf.user, id)
    log(shelf, label, id, inverse)
  })()
  return readPlaylist(shelf, id)
}

function apply(shelf: Shelf, playlist: Playlist, edit: PlaylistEdit): { label: string; inverse: Inverse } {
  const order = playlist.items.map((entry) => entry.entryId)
  switch (edit.type) {
    case 'add': {
      const added = rows.addEntries(
        shelf.user,
        shelf.profileId,
        playlist.id,
        edit.items.map((item) => entryFor(shelf.library, item)),
      )
      const at = Math.min(edit.at ?? order.length, order.length)
      rows.orderEntries(shelf.user, playlist.id, order.toSpliced(at, 0, ...added))
      return { label: `Added ${added.length} to “${playlist.name}”`, inverse: { type: 'remove', entryIds: added } }
    }
    case 'remove': {
      const gone = new Set(edit.entryIds)
      const entries = rows.playlistEntries(shelf.user, playlist.id).filter((entry) => gone.has(entry.entryId))
      rows.removeEntries(shelf.user, playlist.id, edit.entryIds)
      rows.orderEntries(
        shelf.user,
        playlist.id,
        order.filter((entryId) => !gone.has(entryId)),
      )
      return {
        label: `Removed ${entries.length} from “${playlist.name}”`,
        inverse: { type: 'restore', entries, order },
      }
    }
    case 'move': {
      const moving = new Set(edit.entryIds)
      const staying = order.filter((entryId) => !moving.has(entryId))
      const moved = order.filter((entryId) => moving.has(entryId))
      rows.orderEntries(shelf.user, playlist.id, staying.toSpliced(Math.min(edit.to, staying.length), 0, ...moved))
      return { label: `Moved ${moved.length} in “${playlist.name}”`, inverse: { type: 'order', order } }
    }
    case 'rename':
      rows.renamePlaylist(shelf.user, playlist.id, edit.name)
      return { label: `Renamed “${playlist.name}”`, inverse: { type: 'rename', name: playlist.name } }
  }
}

/** Take a playlist away; undo brings it back. */
export function deletePlaylist(shelf: Shelf, id: number): { name: string } {
  const { name } = readPlaylist(shelf, id)
  shelf.user.transaction(() => {
    rows.markDeleted(shelf.user, id, true)
    log(shelf, `Deleted “${name}”`, id, { type: 'undelete' })
  })()
  return { name }
}

function log(shelf: Shelf, label: string, playlistId: number, inverse: Inverse): void {
  rows.logUndo(shelf.user, shelf.profileId, label, playlistId, inverse)
}

/** Take back the last edit. */
export function undo(shelf: Shelf): { label: string | null; playlistId: number | null } {
  return shelf.user.transaction(() => {
    const entry = rows.takeUndo(shelf.user, shelf.profileId)
    if (entry === null || entry.playlistId === null) return { label: null, playlistId: null }
    takeBack(shelf, entry.playlistId, JSON.parse(entry.inverse) as Inverse)
    rows.touchPlaylist(shelf.user, entry.playlistId)
    return { label: entry.label, playlistId: entry.playlistId }
  })()
}

function takeBack(shelf: Shelf, id: number, inverse: Inverse): void {
  switch (inverse.type) {
    case 'remove': {
      rows.removeEntries(shelf.user, id, inverse.entryIds)
      const left = rows.playlistEntries(shelf.user, id).map((entry) => entry.entryId)
      rows.orderEntries(shelf.user, id, left)
      break
    }
    case 'restore':
      rows.restoreEntries(shelf.user, shelf.profileId, id, inverse.entries)
      rows.orderEntries(shelf.user, id, inverse.order)
      break
    case 'order':
      rows.orderEntries(shelf.user, id, inverse.order)
      break
    case 'rename':
      rows.renamePlaylist(shelf.user, id, inverse.name)
      break
    case 'delete':
      rows.markDeleted(shelf.user, id, true)
      break
    case 'undelete':
      rows.markDeleted(shelf.user, id, false)
      break
  }
}
