/** Playlist files that became the listener's own playlists while they were looked at. */
import { create } from 'zustand'
import type { FileRef, PlaylistImported } from '#api/schemas.ts'
import { asFailure, client, type Failure } from './client.ts'
import { loadPlaylists } from './playlists.ts'

export type MadePlaylist = PlaylistImported['playlists'][number]

type Made = {
  made: Readonly<Record<FileRef, MadePlaylist[]>>
  failures: Readonly<Record<FileRef, Failure>>
  busy: boolean
}

export const useMadePlaylists = create<Made>(() => ({ made: {}, failures: {}, busy: false }))

/** Make playlists of these files, one after the other. */
export async function makePlaylists(files: readonly { ref: FileRef }[]): Promise<void> {
  useMadePlaylists.setState({ busy: true })
  for (const { ref } of files) {
    useMadePlaylists.setState(({ failures: { [ref]: _, ...failures } }) => ({ failures }))
    try {
      const { playlists } = await client.playlistImport({ file: ref })
      useMadePlaylists.setState(({ made }) => ({ made: { ...made, [ref]: playlists } }))
    } catch (thrown) {
      useMadePlaylists.setState(({ failures }) => ({ failures: { ...failures, [ref]: asFailure(thrown) } }))
    }
  }
  useMadePlaylists.setState({ busy: false })
  await loadPlaylists()
}
