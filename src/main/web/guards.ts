/** Checks that every request passes before anything looks at what it wants. */
import type { IncomingMessage } from 'node:http'
import type { Refused } from './replies.ts'

const misdirected: Refused = {
  status: 421,
  code: 'permission-denied',
  message: 'This address is not the one Sidetrack answers to. Open the address that Sidetrack printed.',
}
const foreign: Refused = {
  status: 403,
  code: 'permission-denied',
  message: 'Sidetrack answers its own page only, and this request came from another one.',
}
const notAPath: Refused = { status: 400, code: 'bad-arguments', message: 'The request names no path on this host.' }

/** Refuse what was meant for another host, came from another page or is no plain path; null lets it pass. */
export function guard(request: IncomingMessage, port: number): Refused | null {
  return guardHost(request, port) ?? guardTarget(request) ?? guardOrigin(request)
}

/** True where the page of this host says that it sent the request. */
export function hasOwnOrigin(request: IncomingMessage): boolean {
  return request.headers.origin === `http://${request.headers.host}`
}

function guardHost(request: IncomingMessage, port: number): Refused | null {
  const hosts = request.rawHeaders.filter((_, at) => at % 2 === 0).filter((name) => name.toLowerCase() === 'host')
  const host = request.headers.host
  const known = host === `127.0.0.1:${port}` || host === `localhost:${port}`
  return hosts.length === 1 && known ? null : misdirected
}

function guardTarget(request: IncomingMessage): Refused | null {
  const target = request.url ?? ''
  return /^\/(?!\/)[\x21-\x7e]*$/.test(target) ? null : notAPath
}

function guardOrigin(request: IncomingMessage): Refused | null {
  if (request.headers.origin !== undefined) return hasOwnOrigin(request) ? null : foreign
  return null
}

/**
 * Refuse a request to the interface that a browser sent for another page. Such a request carries the cookie where
 * the other page lies on another port of this computer, since cookies do not tell ports apart.
 */
export function guardSite(request: IncomingMessage): Refused | null {
  const site = request.headers['sec-fetch-site']
  return site === undefined || site === 'same-origin' || site === 'none' ? null : foreign
}
