/** The listener's playlists. Every edit is kept at once and can be taken back. */
import { create } from 'zustand'
import { type Player, playerPresets } from '#api/players.ts'
import type { ExportFormat, FileRef, ItemId, ListStyle, Playlist, PlaylistEdit, PlaylistSummary } from '#api/schemas.ts'
import { t } from '../i18n.ts'
import { asFailure, client, type Failure, host } from './client.ts'
import { moved } from './moving.ts'
import { navigate, useRoute } from './route.ts'
import { endActions, showToast } from './toasts.ts'

export type Export = {
  playlistId: number
  format: ExportFormat
  written: number
  commented: number
  base: string | null
  withFile: number
  withRecording: number
  ref: FileRef
  name: string
  bytes: number
}

type Playlists = {
  items: PlaylistSummary[] | null
  failure: Failure | null
  open: Playlist | null
  openFailure: Failure | null
  /** Where "collect" puts things: the playlist used last. */
  collecting: number | null
  exported: Export | null
  exporting: ExportFormat | null
  exportFailure: Failure | null
  /** How lists are written, until the window closes. */
  style: ListStyle
}

export const usePlaylists = create<Playlists>(() => ({
  items: null,
  failure: null,
  open: null,
  openFailure: null,
  collecting: null,
  exported: null,
  exporting: null,
  exportFailure: null,
  style: {},
}))

export async function loadPlaylists(): Promise<void> {
  try {
    const { items } = await client.playlists({})
    usePlaylists.setState({ items, failure: null })
  } catch (thrown) {
    usePlaylists.setState({ failure: asFailure(thrown) })
  }
}

let openTicket = 0

/** Read one playlist to show it. */
export async function openPlaylist(id: number): Promise<void> {
  const mine = ++openTicket
  const { open, exported } = usePlaylists.getState()
  if (open?.id !== id) usePlaylists.setState({ open: null, openFailure: null })
  if (exported?.playlistId !== id) usePlaylists.setState({ exported: null, exportFailure: null })
  try {
    const playlist = await client.playlist({ id })
    if (mine === openTicket) usePlaylists.setState({ open: playlist, openFailure: null })
  } catch (thrown) {
    if (mine === openTicket) usePlaylists.setState({ open: null, openFailure: asFailure(thrown) })
  }
}

/** After a change from elsewhere. */
export async function reloadPlaylists(): Promise<void> {
  const { route } = useRoute.getState()
  await Promise.all([loadPlaylists(), route.page === 'playlist' ? openPlaylist(route.id) : undefined])
}

const undoAction = () => ({ label: t('toast.undo'), run: () => void undo() })

/** Take back the last edit, whatever page is open. */
export async function undo(): Promise<void> {
  try {
    const { label } = await client.undo({})
    endActions()
    showToast(label === null ? t('toast.nothingToUndo') : t('toast.undone', { label }))
    await reloadPlaylists()
  } catch (thrown) {
    showToast(asFailure(thrown).message)
  }
}

async function edit(id: number, change: PlaylistEdit): Promise<Playlist | null> {
  try {
    const playlist = await client.playlistEdit({ id, edit: change })
    usePlaylists.setState((state) => ({
      ...(state.open?.id === id ? { open: playlist, openFailure: null } : {}),
      items: state.items?.map((item) => (item.id === id ? { ...item, ...summaryOf(playlist) } : item)) ?? null,
    }))
    return playlist
  } catch (thrown) {
    showToast(asFailure(thrown).message)
    await reloadPlaylists()
    return null
  }
}

const summaryOf = ({ id, name, entries, createdAt, updatedAt }: Playlist): PlaylistSummary => ({
  id,
  name,
  entries,
  createdAt,
  updatedAt,
})

/** Make a playlist; answers its id, or null where that failed (and said so). */
export async function createPlaylist(name: string, items: ItemId[] = []): Promise<number | null> {
  try {
    const { id, added } = await client.playlistCreate({ name, items })
    usePlaylists.setState({ collecting: id })
    await loadPlaylists()
    if (items.length > 0) showToast(t('toast.added', { count: added, name }), undoAction())
    return id
  } catch (thrown) {
    showToast(asFailure(thrown).message)
    return null
  }
}

export async function addToPlaylist(id: number, items: ItemId[]): Promise<void> {
  const playlist = await edit(id, { type: 'add', items })
  if (!playlist) return
  usePlaylists.setState({ collecting: id })
  showToast(t('toast.added', { count: items.length, name: playlist.name }), undoAction())
}

/** Put items into the playlist used last; the first time, into a new one. */
export async function collect(items: ItemId[]): Promise<void> {
  if (items.length === 0) return
  const { collecting, items: playlists } = usePlaylists.getState()
  const target = playlists?.find(({ id }) => id === collecting) ?? playlists?.[0]
  if (target) await addToPlaylist(target.id, items)
  else await createPlaylist(t('playlists.firstName'), items)
}

export async function removeEntries(id: number, entryIds: number[]): Promise<void> {
  const playlist = await edit(id, { type: 'remove', entryIds })
  if (playlist) showToast(t('toast.removed', { count: entryIds.length, name: playlist.name }), undoAction())
}

/** Move entries so that the first stands at place `to`, shown at once and then confirmed by the core. */
export async function moveEntries(id: number, entryIds: number[], to: number): Promise<void> {
  usePlaylists.setState(({ open }) =>
    open?.id === id ? { open: { ...open, items: moved(open.items, entryIds, to) } } : {},
  )
  await edit(id, { type: 'move', entryIds, to })
}

export async function renamePlaylist(id: number, name: string): Promise<void> {
  await edit(id, { type: 'rename', name })
}

export async function deletePlaylist(id: number): Promise<void> {
  try {
    const { name } = await client.playlistDelete({ id })
    const { route } = useRoute.getState()
    if (route.page === 'playlist' && route.id === id) navigate({ page: 'playlists' })
    usePlaylists.setState({ open: null })
    await loadPlaylists()
    showToast(t('toast.deleted', { name }), undoAction())
  } catch (thrown) {
    showToast(asFailure(thrown).message)
  }
}

/** Write a playlist to a file, then save that file where the listener keeps downloads. */
export async function exportPlaylist(id: number, format: ExportFormat): Promise<void> {
  usePlaylists.setState({ exporting: format, exported: null, exportFailure: null })
  try {
    const style = styleFor(format, usePlaylists.getState().style)
    const { file, ...counts } = await client.playlistExport({ id, format, style })
    usePlaylists.setState({ exported: { playlistId: id, format, ...counts, ...file }, exporting: null })
    await host.saveFile(file.ref, file.name)
  } catch (thrown) {
    usePlaylists.setState({ exporting: null, exportFailure: unlessCancelled(thrown) })
  }
}

/** Write a playlist as a player reads it; where its files lie on another computer stays as it was said. */
export async function exportFor(id: number, player: Player): Promise<void> {
  const { format, style } = playerPresets[player]
  const { swap } = usePlaylists.getState().style
  writeListsSo({ ...style, ...(swap === undefined ? {} : { swap }) })
  await exportPlaylist(id, format)
}

/** What of a style a format has a place for. */
function styleFor(format: ExportFormat, { encoding, swap, ...lines }: ListStyle): ListStyle {
  if (format === 'csv') return encoding === 'utf-8-bom' ? { encoding } : {}
  if (format === 'xspf' || format === 'jspf') return {}
  return {
    ...lines,
    ...(swap !== undefined && swap.from !== '' ? { swap } : {}),
    ...(encoding === 'windows-1252' && format !== 'm3u8' ? { encoding } : {}),
  }
}

export const writeListsSo = (style: ListStyle): void => usePlaylists.setState({ style })

/** Closing a save dialog is an answer, not a failure. */
function unlessCancelled(thrown: unknown): Failure | null {
  const failure = asFailure(thrown)
  return failure.code === 'cancelled' ? null : failure
}

export async function saveAgain(): Promise<void> {
  const { exported } = usePlaylists.getState()
  if (!exported) return
  try {
    await host.saveFile(exported.ref, exported.name)
  } catch (thrown) {
    usePlaylists.setState({ exportFailure: unlessCancelled(thrown) })
  }
}
