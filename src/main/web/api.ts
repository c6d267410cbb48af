/** The host's interface under /api: which address does what, and which key it asks for. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { contract } from '../../api/contract.ts'
import type { ErrorCode } from '../../api/errors.ts'
import type { CorePort } from '../core-port.ts'
import type { Auth } from './auth.ts'
import { readJson } from './body.ts'
import { sendDownload } from './download.ts'
import { guardSite, hasOwnOrigin } from './guards.ts'
import type { Gate, Limits } from './limits.ts'
import { type Refused, refuse, sendJson } from './replies.ts'
import type { Slowdown } from './slowdown.ts'
import { takeUpload } from './upload.ts'

/** What answering needs; one per host. */
export type ApiContext = {
  core: CorePort
  auth: Auth
  slowdown: Slowdown
  limits: Limits
  requests: Gate
  transfers: Gate
}

type Exchange = { request: IncomingMessage; response: ServerResponse; rest: string }
type Route = {
  method: 'GET' | 'POST'
  /** `key`: bearer or cookie; `bearer`: the token itself; `page`: the own page, or the bearer. */
  needs: 'key' | 'bearer' | 'page'
  answer: (context: ApiContext, exchange: Exchange) => Promise<void>
}

/** Exact addresses, and folders (ending in a slash) whose rest is one opaque word. */
const routes: Record<string, Route> = {
  '/api/ping': { method: 'GET', needs: 'key', answer: ping },
  '/api/session': { method: 'POST', needs: 'page', answer: openSession },
  '/api/code': { method: 'POST', needs: 'bearer', answer: mintCode },
  '/api/upload': { method: 'POST', needs: 'key', answer: upload },
  '/api/v1/recommend': { method: 'GET', needs: 'key', answer: recommend },
  '/api/call/': { method: 'POST', needs: 'key', answer: call },
  '/api/files/': { method: 'GET', needs: 'key', answer: download },
}

const notFound: Refused = { status: 404, code: 'unknown-method', message: 'There is no such address.' }
const noMethod: Refused = { status: 404, code: 'unknown-method', message: 'There is no such method.' }
const noKey: Refused = {
  status: 401,
  code: 'permission-denied',
  message: 'This request has no key to Sidetrack. Open the address that Sidetrack printed when it started.',
}
const wrongKey: Refused = {
  status: 401,
  code: 'permission-denied',
  message: 'This key does not fit. Open the address that Sidetrack printed when it started.',
}
const usedCode: Refused = {
  status: 401,
  code: 'permission-denied',
  message: 'This address was used already or is too old. Start Sidetrack again to open another window.',
}
const slower: Refused = { status: 429, code: 'permission-denied', message: 'Too many wrong keys at a time.' }
const busy: Refused = { status: 429, code: 'offline', message: 'Too many requests wait already. Try again shortly.' }
const notOwnPage: Refused = {
  status: 403,
  code: 'permission-denied',
  message: 'A request that changes something must come from the own page or carry the token.',
}

/** Answer a request under /api that passed the guard. */
export async function serveApi(context: ApiContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const found = findRoute((request.url ?? '').split('?', 1)[0] as string)
  if (found === null) return refuse(request, response, notFound)
  const { route, rest } = found
  if (request.method !== route.method) {
    const message = `This address takes ${route.method} only.`
    return refuse(request, response, { status: 405, code: 'bad-arguments', message, allow: route.method })
  }
  const refused = guardSite(request) ?? (await admit(context, request, route.needs))
  if (refused !== null) return refuse(request, response, refused)
  await route.answer(context, { request, response, rest })
}

function findRoute(path: string): { route: Route; rest: string } | null {
  const rest = /^\/api\/(?:call|files)\/([\w-]{1,100})$/.exec(path)?.[1] ?? ''
  const key = path.slice(0, path.length - rest.length)
  const route = Object.hasOwn(routes, key) ? routes[key] : undefined
  if (route === undefined || key.endsWith('/') !== (rest !== '')) return null
  return { route, rest }
}

/** Check the key of a request; wrong ones wait, right ones and absent ones do not. Null lets it pass. */
export async function admit(
  { auth, slowdown }: Pick<ApiContext, 'auth' | 'slowdown'>,
  request: IncomingMessage,
  needs: Route['needs'],
): Promise<Refused | null> {
  const credential = auth.credential(request)
  if (credential === 'bearer') return null
  // A page that kept the cookie of an earlier start may still exchange a fresh code.
  if (needs === 'page' && request.headers.authorization === undefined) return hasOwnOrigin(request) ? null : notOwnPage
  if (credential === 'wrong') return (await slowdown.wrong(request.socket.remoteAddress ?? '')) ? wrongKey : slower
  if (credential === 'none' || needs === 'bearer') return noKey
  const writes = request.method !== 'GET' || request.headers.upgrade !== undefined
  return writes && !hasOwnOrigin(request) ? notOwnPage : null
}

async function ping(_context: ApiContext, { response }: Exchange): Promise<void> {
  sendJson(response, 200, { ok: true, value: { name: 'sidetrack' } })
}

async function openSession(context: ApiContext, { request, response }: Exchange): Promise<void> {
  const body = await readJson(request, response, context.limits)
  if (!body.ok) return refuse(request, response, body.refused)
  const code = (body.value as { code?: unknown } | null)?.code
  if (typeof code !== 'string' || code.length > 200) {
    return refuse(request, response, { status: 400, code: 'bad-arguments', message: 'Expected {"code": "..."}.' })
  }
  const cookie = context.auth.redeem(code)
  if (cookie !== null) return sendJson(response, 200, { ok: true, value: {} }, { 'Set-Cookie': cookie })
  const answerIt = await context.slowdown.wrong(request.socket.remoteAddress ?? '')
  refuse(request, response, answerIt ? usedCode : slower)
}

async function mintCode(context: ApiContext, { request, response }: Exchange): Promise<void> {
  const body = await readJson(request, response, context.limits)
  if (!body.ok) return refuse(request, response, body.refused)
  sendJson(response, 200, { ok: true, value: { code: context.auth.mintCode() } })
}

async function call(context: ApiContext, { request, response, rest }: Exchange): Promise<void> {
  if (!Object.hasOwn(contract, rest)) return refuse(request, response, noMethod)
  const body = await readJson(request, response, context.limits)
  if (!body.ok) return refuse(request, response, body.refused)
  const reply = await atWork(context.requests, response, () => context.core.call(rest, body.value))
  if (reply === null) return refuse(request, response, busy)
  sendJson(response, 200, reply)
}

async function upload(context: ApiContext, { request, response }: Exchange): Promise<void> {
  const { core, limits, transfers } = context
  const reply = await atWork(transfers, response, () => takeUpload(core, request, response, limits))
  if (reply === null) return refuse(request, response, busy)
  if (!reply.ok) return refuse(request, response, reply.refused)
  sendJson(response, 200, reply)
}

async function download(context: ApiContext, { request, response, rest }: Exchange): Promise<void> {
  const { core, limits, transfers } = context
  const work = async () => {
    await sendDownload(core, rest, request, response, limits)
    return true
  }
  if ((await atWork(transfers, response, work)) === null) refuse(request, response, busy)
}

/** Wait for a free place; work whose client has gone meanwhile is not begun. */
function atWork<T>(gate: Gate, response: ServerResponse, work: () => Promise<T>): Promise<T | null> {
  return gate.run(work, () => response.destroyed)
}

const recommendStatus: Partial<Record<ErrorCode, number>> = {
  'artist-not-found': 404,
  'track-not-found': 404,
  'bad-arguments': 400,
  'no-model': 409,
}

/** `GET /api/v1/recommend?band=NAME&limit=N`: the contract's answer as it is, for scripts. */
async function recommend(context: ApiContext, { request, response }: Exchange): Promise<void> {
  const query = new URL(request.url ?? '/', 'http://localhost').searchParams
  const seeds = query.getAll('band').map((name) => ({ kind: 'artist', name }))
  const limit = query.get('limit')
  const args = { seeds, ...(limit === null ? {} : { limit: Number(limit) }) }
  const reply = await atWork(context.requests, response, () => context.core.call('recommend', args))
  if (reply === null) return refuse(request, response, busy)
  if (reply.ok) return sendJson(response, 200, reply.value)
  sendJson(response, recommendStatus[reply.error.code] ?? 500, reply)
}
