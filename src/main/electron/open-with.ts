/** Files that the system asks Sidetrack to open: named at the start, by a second start, or by macOS. */
import { extname, isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import type { GrantedFile } from '../../api/bridge.ts'
import { libraryFolder } from '../library-folder.ts'

const endings = new Set(['.m3u8', '.m3u', '.pls', '.xspf', '.jspf', '.csv'])

export type StartArguments = { library: string; files: string[] }

/** Read a command line. Chromium's switches may stand anywhere in it and are passed over. */
export function readArguments(argv: readonly string[], folder: string): StartArguments {
  const { values, positionals } = parseArgs({
    args: argv.slice(1),
    options: { library: { type: 'string' } },
    strict: false,
    allowPositionals: true,
  })
  const named = typeof values.library === 'string' ? resolve(folder, values.library) : undefined
  return { library: libraryFolder(named), files: positionals.flatMap((word) => asFile(word, folder)) }
}

function asFile(word: string, folder: string): string[] {
  try {
    const path = word.startsWith('file:') ? fileURLToPath(word) : resolve(folder, word)
    return endings.has(extname(path).toLowerCase()) ? [path] : []
  } catch {
    return []
  }
}

const FromSecondStart = z.object({ files: z.array(z.string().max(4096)).max(1000) })

/** What a second start hands over, as far as it makes sense. */
export function filesOfSecondStart(data: unknown): string[] {
  const { success, data: sent } = FromSecondStart.safeParse(data)
  return success ? sent.files.filter((path) => isAbsolute(path) && endings.has(extname(path).toLowerCase())) : []
}

export type Opened = {
  /** Keep files for the page and tell it. */
  add: (paths: readonly string[]) => void
  /** Give the page what waits for it, once. */
  take: () => Promise<GrantedFile[]>
}

/** Hold opened files until the page takes them. */
export function openedFiles(read: (paths: readonly string[]) => Promise<GrantedFile[]>, tell: () => void): Opened {
  let waiting: string[] = []
  return {
    add: (paths) => {
      if (paths.length === 0) return
      waiting.push(...paths)
      tell()
    },
    take: async () => {
      const paths = waiting
      waiting = []
      return paths.length === 0 ? [] : read(paths)
    },
  }
}
