/** The built window, served from a list that the build wrote. What is not on the list does not exist. */
import { readFile, realpath } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join, sep } from 'node:path'
import { z } from 'zod'
import { type Refused, refuse, send } from './replies.ts'

const List = z.array(
  z.object({
    path: z.string().regex(/^(?!.*\.\.)[\w.-]+(\/[\w.-]+)*$/),
    type: z.string().regex(/^[\w/+.-]+(; charset=utf-8)?$/),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
)

type StaticFile = { bytes: Buffer; type: string; etag: string; lasting: boolean }
export type StaticFiles = Map<string, StaticFile>

const notFound: Refused = { status: 404, code: 'file-not-found', message: 'There is nothing at this address.' }
const notBuilt: Refused = {
  status: 404,
  code: 'file-not-found',
  message: 'The window is not built. Run npm run build.',
}
const readOnly: Refused = {
  status: 405,
  code: 'bad-arguments',
  message: 'This address can only be read.',
  allow: 'GET, HEAD',
}

/** Read the whole window into memory, so that a later build cannot mix old and new files; empty where not built. */
export async function loadStaticFiles(folder: string): Promise<StaticFiles> {
  const files: StaticFiles = new Map()
  const listed = await readFile(join(folder, 'files.json'), 'utf8').catch(() => null)
  if (listed === null) return files
  for (const { path, type, sha256 } of List.parse(JSON.parse(listed))) {
    const real = await realpath(join(folder, path))
    if (!real.startsWith((await realpath(folder)) + sep)) throw new Error(`${path} leads out of the built window.`)
    const bytes = await readFile(real)
    const file = { bytes, type, etag: `"${sha256.slice(0, 32)}"`, lasting: path.startsWith('assets/') }
    files.set(path === 'index.html' ? '/' : `/${path}`, file)
  }
  return files
}

/** Serve one file of the window: the path is compared as sent, nothing is decoded or resolved. */
export function serveStatic(files: StaticFiles, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuse(request, response, readOnly)
    return
  }
  const path = (request.url ?? '').split('?', 1)[0] as string
  const file = files.get(path)
  if (file === undefined) {
    refuse(request, response, path === '/' ? notBuilt : notFound)
    return
  }
  const headers = {
    'Content-Type': file.type,
    ETag: file.etag,
    'Cache-Control': file.lasting ? 'public, max-age=31536000, immutable' : 'no-cache',
  }
  const same = request.headers['if-none-match'] === file.etag
  send(response, same ? 304 : 200, same ? null : file.bytes, headers)
}
