/** Reading a JSON body: its type, its size, its depth and the time it takes are all bounded. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Limits } from './limits.ts'
import type { Refused } from './replies.ts'

type Body = { ok: true; value: unknown } | { ok: false; refused: Refused }

const deepest = 64
const utf8 = new TextDecoder('utf-8', { fatal: true })

const no = (status: number, code: Refused['code'], message: string): { ok: false; refused: Refused } => ({
  ok: false,
  refused: { status, code, message },
})

/** Read a request's JSON; an absent body is an empty object. */
export async function readJson(request: IncomingMessage, response: ServerResponse, limits: Limits): Promise<Body> {
  if (!isJson(request)) return no(415, 'bad-arguments', 'The body must be JSON: Content-Type application/json.')
  const tooLarge = no(413, 'too-large', `The body is over ${limits.bodyBytes.toLocaleString('en')} bytes.`)
  if (Number(request.headers['content-length'] ?? 0) > limits.bodyBytes) return tooLarge
  if (request.headers.expect !== undefined) response.writeContinue()
  const bytes = await collect(request, limits)
  if (bytes === 'too-large') return tooLarge
  if (bytes === 'too-slow') return no(408, 'cancelled', 'The body did not arrive in time.')
  if (bytes === 'broken') return no(400, 'bad-arguments', 'The body broke off.')
  return parse(bytes)
}

function isJson(request: IncomingMessage): boolean {
  const encoding = request.headers['content-encoding']
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') return false
  return /^application\/json *(; *charset="?utf-8"? *)?$/i.test(request.headers['content-type'] ?? '')
}

function collect(
  request: IncomingMessage,
  { bodyBytes, bodyMs }: Limits,
): Promise<Buffer | 'too-large' | 'too-slow' | 'broken'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    const done = (result: Buffer | 'too-large' | 'too-slow' | 'broken') => {
      clearTimeout(deadline)
      request.off('data', take)
      resolve(result)
    }
    const deadline = setTimeout(() => done('too-slow'), bodyMs)
    const take = (chunk: Buffer) => {
      size += chunk.length
      if (size > bodyBytes) done('too-large')
      else chunks.push(chunk)
    }
    request.on('data', take)
    request.once('end', () => done(Buffer.concat(chunks)))
    request.once('error', () => done('broken'))
    request.once('close', () => done('broken'))
  })
}

function parse(bytes: Buffer): Body {
  if (bytes.length === 0) return { ok: true, value: {} }
  if (jsonDepth(bytes) > deepest) return no(400, 'bad-arguments', `The JSON is nested deeper than ${deepest} levels.`)
  try {
    return { ok: true, value: JSON.parse(utf8.decode(bytes)) }
  } catch {
    return no(400, 'bad-arguments', 'The body is not valid JSON in UTF-8.')
  }
}

const quote = 0x22
const backslash = 0x5c
const opening = new Set([0x5b, 0x7b])
const closing = new Set([0x5d, 0x7d])

/** Count how deep brackets nest outside strings, without parsing: a parser may recurse. */
export function jsonDepth(bytes: Uint8Array): number {
  let depth = 0
  let deepestSeen = 0
  let inString = false
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] as number
    if (inString) {
      if (byte === backslash) at += 1
      else if (byte === quote) inString = false
    } else if (byte === quote) inString = true
    else if (opening.has(byte)) {
      depth += 1
      if (depth > deepestSeen) deepestSeen = depth
    } else if (closing.has(byte)) depth -= 1
  }
  return deepestSeen
}
