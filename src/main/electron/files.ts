/** From paths that the listener picked to refs that the page may hold. Only main and the core know the paths. */
import { opendir, readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'
import { isAudioName } from '../../api/audio-names.ts'
import type { GrantedFile } from '../../api/bridge.ts'
import { AppError } from '../../api/errors.ts'
import type { CorePort } from '../core-port.ts'

export type Grants = {
  /**
   * Let the core read these files; a folder stands for the files in it, one with audio files somewhere below for itself.
   * Throws AppError where none can be read.
   */
  read: (paths: readonly string[]) => Promise<GrantedFile[]>
  /** Let the next export write here. Throws AppError inside the library itself. */
  write: (path: string) => Promise<GrantedFile>
}

/** The most files of one drop, as the contract's import takes them. */
const mostFiles = 1000

/** Grant files of this computer, except the library's own. */
export function grants(core: Pick<CorePort, 'grantRead' | 'grantWrite'>, library: string): Grants {
  const isOwn = async (path: string) => isInside(path, await realpath(library))
  return {
    read: async (paths) => {
      const found = (await Promise.all(paths.map((path) => filesAt(path)))).flat()
      const foreign = await Promise.all(found.map(async (file) => ((await isOwn(file.path)) ? [] : [file])))
      const files = foreign.flat()
      if (files.length === 0) {
        throw new AppError(
          'file-not-found',
          'There is no file here that can be read. Choose files or a folder of files.',
        )
      }
      if (files.length > mostFiles) {
        throw new AppError('too-large', `These are ${files.length} files. Choose at most ${mostFiles} at a time.`)
      }
      return Promise.all(
        files.map(async ({ path, name, bytes }) => ({ ref: await core.grantRead(path, name), name, bytes })),
      )
    },
    write: async (path) => {
      const folder = await realpath(dirname(path)).catch(() => null)
      if (folder === null)
        throw new AppError('export-failed', 'There is no such folder to write to. Choose another one.')
      if (await isOwn(join(folder, basename(path)))) {
        throw new AppError('permission-denied', 'This is Sidetrack’s own folder. Choose another one.')
      }
      return { ref: await core.grantWrite(path), name: basename(path), bytes: 0 }
    },
  }
}

type Found = { path: string; name: string; bytes: number }

/** The regular file at a path, or what a folder stands for, links followed; nothing where there is none. */
async function filesAt(path: string): Promise<Found[]> {
  if (!isAbsolute(path)) return []
  try {
    const real = await realpath(path)
    const info = await stat(real)
    if (info.isFile()) return [{ path: real, name: basename(path), bytes: info.size }]
    if (!info.isDirectory()) return []
    const entries = (await readdir(real, { withFileTypes: true })).filter((entry) => !entry.name.startsWith('.'))
    if (await holdsAudio(real)) return [{ path: real, name: basename(path), bytes: 0 }]
    const names = entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
    return (await Promise.all(names.sort().map((name) => filesAt(join(real, name))))).flat()
  } catch {
    return []
  }
}

/** Folders are looked through this far for a first audio file. */
const mostLookedAt = 20_000

async function holdsAudio(folder: string): Promise<boolean> {
  const waiting = [folder]
  let looked = 0
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const entries = await opendir(next).catch(() => [])
    for await (const entry of entries) {
      looked += 1
      if (looked > mostLookedAt) return false
      if (entry.name.startsWith('.')) continue
      if (entry.isFile() && isAudioName(entry.name)) return true
      if (entry.isDirectory()) waiting.push(join(next, entry.name))
    }
  }
  return false
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way))
}
