/** The loopback web host: the same window and the same contract in any browser of this computer, and nowhere else. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { AppError } from '../../api/errors.ts'
import type { CorePort } from '../core-port.ts'
import { type ApiContext, admit, serveApi } from './api.ts'
import { createAuth } from './auth.ts'
import { createEventSockets, type EventSockets } from './events.ts'
import { guard, guardSite } from './guards.ts'
import { type Connections, createGate, defaultLimits, followConnections, type Limits } from './limits.ts'
import { harden, type Refused, refuse, refuseSocket } from './replies.ts'
import { createSlowdown } from './slowdown.ts'
import { loadStaticFiles, type StaticFiles, serveStatic } from './static-files.ts'
import { removeTokenFile, writeTokenFile } from './token-file.ts'

export type WebHostOptions = {
  core: CorePort
  /** Absent: any free one. */
  port?: number | undefined
  /** The built window, with its files.json. */
  assets: string
  tokenFile: string
  limits?: Partial<Limits>
}

export type WebHost = {
  /** Opens one window, once: it carries a one-use code in its fragment. */
  url: string
  port: number
  token: string
  /** A fresh address like `url`. */
  newUrl: () => string
  /** End every connection and remove the token file; the core stays open. */
  close: () => Promise<void>
}

const internal: Refused = {
  status: 500,
  code: 'internal',
  message: 'Something went wrong inside Sidetrack. Your library is unchanged.',
}
const noSocket: Refused = { status: 404, code: 'unknown-method', message: 'There is no socket at this address.' }
const fullUp: Refused = { status: 429, code: 'offline', message: 'Too many windows are open. Close one of them.' }
const noTunnel: Refused = {
  status: 405,
  code: 'bad-arguments',
  message: 'This host opens no tunnels.',
  allow: 'GET, HEAD, POST',
}
const noHandshake: Refused = { status: 400, code: 'bad-arguments', message: 'This is not a WebSocket handshake.' }
const unexpected: Refused = { status: 417, code: 'bad-arguments', message: 'This expectation cannot be met.' }
const graceMs = 800

/** Serve a library's window and contract on 127.0.0.1. Throws an AppError where the port cannot be had. */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const limits = { ...defaultLimits, ...options.limits }
  const files = await loadStaticFiles(options.assets)
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    // Bodies have their own time-outs, since an upload may take long and a call may not.
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(500, limits.headersMs),
    keepAliveTimeout: limits.keepAliveMs,
    requireHostHeader: false,
    insecureHTTPParser: false,
    noDelay: true,
  })
  // Without a cap on their number, so that no second Host can hide behind it; their bytes are capped.
  server.maxHeadersCount = 0
  const connections = followConnections(server, limits.connections)
  const port = await listen(server, options.port ?? 0)
  const context: ApiContext = {
    core: options.core,
    auth: createAuth({ port, codeMs: limits.codeMs }),
    slowdown: createSlowdown({ firstMs: limits.wrongFirstMs, mostMs: limits.wrongMostMs }),
    limits,
    requests: createGate(limits.liveRequests, limits.queuedRequests),
    transfers: createGate(limits.transfers, limits.queuedRequests),
  }
  const events = createEventSockets({ core: options.core, sockets: limits.sockets })
  answer({ server, port, context, files, events, connections })

  const { token, mintCode } = context.auth
  const url = `http://127.0.0.1:${port}/`
  const removeOwn = () => removeTokenFile(options.tokenFile, token)
  const close = async () => {
    process.off('exit', removeOwn)
    removeOwn()
    context.slowdown.close()
    events.close()
    await closeServer(server, connections)
  }
  try {
    await writeTokenFile(options.tokenFile, { url, port, token, pid: process.pid })
  } catch (fault) {
    await close()
    throw fault
  }
  process.once('exit', removeOwn)
  const newUrl = () => `${url}#code=${mintCode()}`
  return { url: newUrl(), port, token, newUrl, close }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (fault: NodeJS.ErrnoException) => {
      if (fault.code === 'EADDRINUSE') {
        const message = `Port ${port} is taken by another program. Choose another one, or leave --port out.`
        reject(new AppError('bad-arguments', message, { cause: fault }))
      } else if (fault.code === 'EACCES') {
        const message = `This system does not let Sidetrack use port ${port}. Choose one above 1023.`
        reject(new AppError('permission-denied', message, { cause: fault }))
      } else reject(fault)
    })
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => resolve((server.address() as AddressInfo).port))
  })
}

type Parts = {
  server: Server
  port: number
  context: ApiContext
  files: StaticFiles
  events: EventSockets
  connections: Connections
}

function answer({ server, port, context, files, events, connections }: Parts): void {
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    harden(response)
    const refused = guard(request, port)
    if (refused !== null) return refuse(request, response, refused)
    if (!request.url?.startsWith('/api/')) return serveStatic(files, request, response)
    serveApi(context, request, response).catch(() => {
      if (response.headersSent) response.destroy()
      else refuse(request, response, internal)
    })
  }
  server.on('request', handle)
  // The client asks before it sends its body; it is told to go on only once the request was let in.
  server.on('checkContinue', handle)
  server.on('checkExpectation', (request, response) => {
    harden(response)
    refuse(request, response, unexpected)
  })
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    guardUpgrade({ context, events, port }, request).then(
      (refused) => {
        if (refused !== null || socket.destroyed) return refuseSocket(socket, refused ?? internal)
        connections.keep(socket as Socket)
        events.accept(request, socket, head)
      },
      () => refuseSocket(socket, internal),
    )
  })
  server.on('connect', (_request, socket: Duplex) => refuseSocket(socket, noTunnel))
  server.on('clientError', (fault: NodeJS.ErrnoException, socket) => {
    const due = connections.due(socket as Socket)
    if (due?.headersSent || fault.code === 'ECONNRESET') socket.destroy()
    else refuseSocket(socket, parserRefusal(fault.code))
  })
}

async function guardUpgrade(
  { context, events, port }: Pick<Parts, 'context' | 'events' | 'port'>,
  request: IncomingMessage,
): Promise<Refused | null> {
  const refused = guard(request, port)
  if (refused !== null) return refused
  if (request.url !== '/api/events' || request.method !== 'GET') return noSocket
  if (request.headers.upgrade?.toLowerCase() !== 'websocket') return noSocket
  const { 'sec-websocket-version': version, 'sec-websocket-key': key = '' } = request.headers
  if (version !== '13' || !/^[+/0-9a-z]{22}==$/i.test(key)) return noHandshake
  const stranger = guardSite(request) ?? (await admit(context, request, 'key'))
  return stranger ?? (events.full() ? fullUp : null)
}

/** Word what Node's HTTP parser found wrong. */
function parserRefusal(code: string | undefined): Refused {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return { status: 431, code: 'too-large', message: 'The headers are too long.' }
  }
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') {
    return { status: 413, code: 'too-large', message: 'The chunk extensions are too long.' }
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return { status: 408, code: 'cancelled', message: 'The request did not arrive in time.' }
  }
  return { status: 400, code: 'bad-arguments', message: 'This is not a valid HTTP request.' }
}

/** Take no new connections, let answers under way finish for a moment, then cut what is left. */
async function closeServer(server: Server, connections: Connections): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  connections.cutIdle()
  const deadline = setTimeout(() => connections.cutAll(), graceMs)
  await closed
  clearTimeout(deadline)
}
