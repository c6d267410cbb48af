/** Serving one library over the loopback host, from opening it to the signal that ends it. */
import { mkdir, realpath, stat } from 'node:fs/promises'
import { AppError } from '../../api/errors.ts'
import { openCore } from '../core-port.ts'
import { startWebHost, type WebHost } from './server.ts'
import { closedOnSignal } from './signals.ts'
import { tokenFilePath } from './token-file.ts'

export type LibraryHostOptions = {
  library: string
  port?: number | undefined
  /** The folder of the thread entries. */
  workers: string
  /** The built window. */
  assets: string
  /** Folders that the page may import, since a browser tells it no paths. */
  folders?: readonly string[]
}

/** Open a library for writing and start its host; `close` closes both. Throws an AppError where either fails. */
export async function startLibraryHost(options: LibraryHostOptions): Promise<WebHost> {
  const { library, port, workers, assets } = options
  const folders = await realFolders(options.folders ?? [])
  await mkdir(library, { recursive: true, mode: 0o700 })
  const core = await openCore({ library, mode: 'write', workers })
  try {
    for (const folder of folders) await core.offerFolder(folder)
    const host = await startWebHost({ core, port, assets, tokenFile: tokenFilePath(library) })
    const close = async () => {
      await host.close()
      await core.close()
    }
    return { ...host, close }
  } catch (fault) {
    await core.close()
    throw fault
  }
}

/** Folders as they lie on the disk, links followed. Throws AppError bad-arguments for what is none. */
async function realFolders(folders: readonly string[]): Promise<string[]> {
  return Promise.all(
    folders.map(async (folder) => {
      const real = await realpath(folder).catch(() => null)
      if (real !== null && (await stat(real)).isDirectory()) return real
      throw new AppError('bad-arguments', `--folder ${folder}: there is no such folder.`)
    }),
  )
}

/**
 * Serve a library until a signal ends it. Writes one JSON line `{url, port, token}` first, for the program that
 * started it. The caller exits with 0 once this resolves: a core that does not close in time is left behind.
 */
export async function serve(options: LibraryHostOptions & { write: (line: string) => void }): Promise<void> {
  const { url, port, token, close } = await startLibraryHost(options)
  const closed = closedOnSignal(close)
  options.write(JSON.stringify({ url, port, token }))
  await closed
}
