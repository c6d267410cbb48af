/** What happens when the window opens, and what it listens to from then on. */
import { client, host } from './client.ts'
import { watchConnection } from './connection.ts'
import { forgetCovers } from './covers.ts'
import { libraryChanged, loadStarters } from './discover.ts'
import { startMemory } from './discover-memory.ts'
import { hideEnded, takeJobs } from './jobs.ts'
import { loadLibrary, loadSources, useLibrary } from './library.ts'
import { loadPlaylists, reloadPlaylists } from './playlists.ts'
import { startRoute } from './route.ts'
import { loadSettings } from './settings.ts'

export async function start(): Promise<void> {
  await host.start()
  watchConnection()
  startRoute()
  client.on('job', (job) => takeJobs([job]))
  client.on('libraryChanged', () => {
    void loadLibrary()
    void libraryChanged()
    forgetCovers()
    void reloadPlaylists()
    if (useLibrary.getState().sources !== null) void loadSources()
  })
  client.on('playlistsChanged', () => void reloadPlaylists())
  await Promise.all([loadLibrary(), loadPlaylists(), loadStarters(), loadSettings().catch(() => undefined)])
  hideEnded()
  await startMemory()
}
