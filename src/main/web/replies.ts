/** How the host answers: one set of headers on everything, one shape for every refusal. */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ErrorCode } from '../../api/errors.ts'

/** Why a request is not served. `message` is for people and names no path, stack or SQL. */
export type Refused = { status: number; code: ErrorCode; message: string; allow?: string }

/** On every answer, refusals too. There is no CORS header here and there must never be one. */
export const securityHeaders = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cache-Control': 'no-store',
} as const

const unreadBytes = 4 * 1024 * 1024
const unreadMs = 2000
const answerMs = 20_000

/** Put the security headers on an answer that is about to be written. */
export function harden(response: ServerResponse): void {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value)
}

/** Send a small body; a client that does not take it in 20 s is cut. */
export function send(
  response: ServerResponse,
  status: number,
  body: Buffer | string | null,
  headers: OutgoingHttpHeaders = {},
): void {
  if (response.headersSent || response.destroyed) return
  const bytes = body === null ? Buffer.alloc(0) : typeof body === 'string' ? Buffer.from(body) : body
  response.writeHead(status, status === 304 ? headers : { 'Content-Length': bytes.length, ...headers })
  const deadline = setTimeout(() => response.destroy(), answerMs).unref()
  response.once('close', () => clearTimeout(deadline))
  response.end(response.req.method === 'HEAD' ? undefined : bytes)
}

/** Send JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: OutgoingHttpHeaders = {},
): void {
  send(response, status, JSON.stringify(value), { 'Content-Type': 'application/json; charset=utf-8', ...headers })
}

/** Refuse a request, and let go of a client that goes on sending its body. */
export function refuse(request: IncomingMessage, response: ServerResponse, refused: Refused): void {
  letGo(request)
  const { status, code, message, allow } = refused
  sendJson(response, status, { ok: false, error: { code, message } }, allow === undefined ? {} : { Allow: allow })
}

/** Read and drop what is left of a body, so that the answer arrives; cut the client when that takes too long. */
function letGo(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return
  let left = unreadBytes
  const cut = () => request.socket.destroy()
  const deadline = setTimeout(cut, unreadMs).unref()
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length
    if (left < 0) cut()
  })
  request.once('close', () => clearTimeout(deadline))
  request.once('end', () => clearTimeout(deadline))
  request.on('error', () => {})
  request.resume()
}

/** Refuse on a bare socket, where there is no response object: upgrades and requests that did not parse. */
export function refuseSocket(socket: Duplex, { status, code, message, allow }: Refused): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const body = JSON.stringify({ ok: false, error: { code, message } })
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    ...Object.entries(securityHeaders).map(([name, value]) => `${name}: ${value}`),
    ...(allow === undefined ? [] : [`Allow: ${allow}`]),
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.on('error', () => {})
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
  const deadline = setTimeout(() => socket.destroy(), 1000).unref()
  socket.once('close', () => clearTimeout(deadline))
}
