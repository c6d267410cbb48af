/** Files that the core made for download go out as attachments. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { FileRef } from '../../api/schemas.ts'
import type { CorePort } from '../core-port.ts'
import { type Limits, watchPace } from './limits.ts'
import { type Refused, refuse } from './replies.ts'

const gone: Refused = {
  status: 404,
  code: 'file-not-found',
  message: 'This file is not there any more. Export it again.',
}

/** Send the file behind an opaque ref; a client that stops reading is cut. */
export async function sendDownload(
  core: Pick<CorePort, 'download'>,
  ref: string,
  request: IncomingMessage,
  response: ServerResponse,
  limits: Limits,
): Promise<void> {
  const file = FileRef.safeParse(ref).success ? await core.download(ref) : null
  const found = file === null ? null : await stat(file.path).catch(() => null)
  if (file === null || found === null || !found.isFile()) return refuse(request, response, gone)
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': found.size,
    'Content-Disposition': attachment(file.name),
  })
  const pace = watchPace(limits, () => response.destroy())
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      pace.count(chunk.length)
      done(null, chunk)
    },
  })
  // `end` keeps a file that grows meanwhile from running over the announced length.
  const end = Math.max(0, found.size - 1)
  await pipeline(createReadStream(file.path, { end }), count, response).catch(() => response.destroy())
  pace.stop()
}

/** Word a Content-Disposition header (RFC 6266): a plain name for old clients, the true one in UTF-8. */
export function attachment(name: string): string {
  const plain =
    name
      .normalize('NFKD')
      .replace(/[^\x20-\x7e]/g, '')
      .replace(/["\\%/]/g, '_')
      .trim() || 'file'
  const encoded = encodeURIComponent(name.toWellFormed().replace(/[\p{Cc}/\\]/gu, '_')).replace(
    /['()*!]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}
