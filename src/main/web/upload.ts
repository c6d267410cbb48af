/** Files come in as a raw body, streamed to the library's upload folder under a cap and while the disk has room. */
import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm, statfs } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FileRef } from '../../api/schemas.ts'
import type { CorePort } from '../core-port.ts'
import { type Limits, watchPace } from './limits.ts'
import type { Refused } from './replies.ts'

type Upload = { ok: true; value: { ref: FileRef } } | { ok: false; refused: Refused }

/** Left free on the disk for the library itself. */
const spareBytes = 64 * 1024 ** 2
const checkEvery = 64 * 1024 ** 2

const wrongType: Refused = {
  status: 415,
  code: 'bad-arguments',
  message: 'A file is sent as it is: Content-Type application/octet-stream.',
}
const noName: Refused = { status: 400, code: 'bad-arguments', message: 'Name the file: /api/upload?name=...' }
const diskFull: Refused = {
  status: 507,
  code: 'disk-full',
  message: 'There is not enough room on the disk for this file. Free some space and try again.',
}
const brokeOff: Refused = { status: 400, code: 'cancelled', message: 'The file did not arrive whole.' }
const stalled: Refused = { status: 408, code: 'cancelled', message: 'The file stopped arriving.' }
const failed: Refused = { status: 500, code: 'internal', message: 'The file could not be stored.' }

/** Take one file in and hand it to the core under the name that its sender gave. */
export async function takeUpload(
  core: Pick<CorePort, 'uploadFolder' | 'grantRead'>,
  request: IncomingMessage,
  response: ServerResponse,
  limits: Limits,
): Promise<Upload> {
  const name = shownName(new URL(request.url ?? '/', 'http://localhost').searchParams.get('name') ?? '')
  if (name === null) return { ok: false, refused: noName }
  const refused = await refuseAhead(core.uploadFolder, request, limits)
  if (refused !== null) return { ok: false, refused }
  if (request.headers.expect !== undefined) response.writeContinue()

  const path = join(core.uploadFolder, `${randomBytes(16).toString('hex')}${suffix(name)}`)
  const fault = await store(core.uploadFolder, path, request, limits)
  if (fault !== null) {
    await rm(path, { force: true }).catch(() => {})
    return { ok: false, refused: fault }
  }
  return { ok: true, value: { ref: await core.grantRead(path, name) } }
}

/** Refuse what can be refused before the first byte. */
async function refuseAhead(folder: string, request: IncomingMessage, limits: Limits): Promise<Refused | null> {
  if (request.headers['content-type']?.toLowerCase() !== 'application/octet-stream') return wrongType
  if (request.headers['content-encoding'] !== undefined) return wrongType
  await mkdir(folder, { recursive: true })
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > limits.uploadBytes) return tooLarge(limits)
  return (await hasRoom(folder, announced)) ? null : diskFull
}

function tooLarge({ uploadBytes }: Limits): Refused {
  const most = uploadBytes >= 1024 ** 3 ? `${uploadBytes / 1024 ** 3} GiB` : `${uploadBytes.toLocaleString('en')} bytes`
  return { status: 413, code: 'too-large', message: `A file may have at most ${most}.` }
}

async function hasRoom(folder: string, bytes: number): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize >= bytes + spareBytes
}

/** Write the body to `path`; null once it is there whole. */
async function store(folder: string, path: string, request: IncomingMessage, limits: Limits): Promise<Refused | null> {
  let why: Refused | null = null
  const abort = new AbortController()
  const stop = (refused: Refused) => {
    why ??= refused
    abort.abort()
  }
  const pace = watchPace(limits, () => stop(stalled))
  let size = 0
  let checked = 0
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      pace.count(chunk.length)
      if (size > limits.uploadBytes) return stop(tooLarge(limits))
      if (size - checked < checkEvery) return done(null, chunk)
      checked = size
      hasRoom(folder, 0).then((room) => (room ? done(null, chunk) : stop(diskFull)), done)
    },
  })
  // The request is piped by hand: a pipeline would destroy it, and with it the socket that the refusal goes out on.
  request.pipe(count)
  request.once('close', () => request.complete || stop(brokeOff))
  request.on('error', () => stop(brokeOff))
  try {
    await pipeline(count, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal: abort.signal })
    return request.complete ? null : brokeOff
  } catch (fault) {
    request.unpipe(count)
    const full = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes((fault as NodeJS.ErrnoException).code ?? '')
    return why ?? (full ? diskFull : failed)
  } finally {
    pace.stop()
  }
}

/** The last part of the sent name without control, zero-width and direction characters; null where nothing is left. */
export function shownName(sent: string): string | null {
  const last = sent.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const plain = last.replace(/[\p{Cc}\p{Cs}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, '').trim()
  return plain === '' || plain === '.' || plain === '..' ? null : [...plain].slice(0, 255).join('')
}

/** Endings such as `.tar.gz` stay on the stored file. */
function suffix(name: string): string {
  return /(\.[a-z0-9]{1,8}){1,2}$/i.exec(name)?.[0] ?? ''
}
