/** What one host carries at a time, and how long it waits for a client. */
import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

export type Limits = {
  /** Requests at work in the core; the rest wait. */
  liveRequests: number
  /** Requests that may wait. */
  queuedRequests: number
  /** Uploads and downloads at a time; the rest wait. */
  transfers: number
  sockets: number
  connections: number
  headerBytes: number
  bodyBytes: number
  uploadBytes: number
  headersMs: number
  bodyMs: number
  /** A transfer must move at least `stallBytes` in each such span. */
  stallMs: number
  stallBytes: number
  /** Life of a one-use code. */
  codeMs: number
  keepAliveMs: number
  /** The first wrong token waits this long, each further one twice as long, up to the most. */
  wrongFirstMs: number
  wrongMostMs: number
}

export const defaultLimits: Limits = {
  liveRequests: 64,
  queuedRequests: 4096,
  transfers: 8,
  sockets: 32,
  connections: 512,
  headerBytes: 16 * 1024,
  bodyBytes: 1_000_000,
  uploadBytes: 8 * 1024 ** 3,
  headersMs: 5000,
  bodyMs: 10_000,
  stallMs: 10_000,
  stallBytes: 16 * 1024,
  codeMs: 15 * 60_000,
  keepAliveMs: 10_000,
  wrongFirstMs: 50,
  wrongMostMs: 2000,
}

export type Gate = {
  /** Wait for a free place, do the work, free the place. Null where too many wait or `gone()` once it is its turn. */
  run: <T>(work: () => Promise<T>, gone?: () => boolean) => Promise<T | null>
}

/** Let at most `places` pieces of work run at a time, first come first served. */
export function createGate(places: number, mostWaiting: number): Gate {
  let free = places
  const queue: (() => void)[] = []
  const leave = () => {
    const next = queue.shift()
    if (next === undefined) free += 1
    else next()
  }
  return {
    run: async (work, gone = () => false) => {
      if (free > 0) free -= 1
      else if (queue.length >= mostWaiting) return null
      else await new Promise<void>((resolve) => queue.push(resolve))
      try {
        return gone() ? null : await work()
      } finally {
        leave()
      }
    },
  }
}

/** Call `cut` when less than `stallBytes` were counted in a span of `stallMs`; returns count and stop. */
export function watchPace({ stallMs, stallBytes }: Limits, cut: () => void) {
  let moved = 0
  const timer = setInterval(() => {
    if (moved < stallBytes) cut()
    moved = 0
  }, stallMs).unref()
  return {
    count: (bytes: number) => {
      moved += bytes
    },
    stop: () => clearInterval(timer),
  }
}

export type Connections = {
  /** The answer that is due on this socket, if any. */
  due: (socket: Socket) => ServerResponse | undefined
  /** Mark a socket that became a WebSocket: never cut to make room. */
  keep: (socket: Socket) => void
  /** Cut what waits for no answer. */
  cutIdle: () => void
  cutAll: () => void
}

/**
 * Follow every connection. When there are too many, the one that has been silent longest is cut, so that clients who
 * open connections and say nothing cannot keep the others out.
 */
export function followConnections(server: Server, most: number): Connections {
  const idle = new Set<Socket>()
  const all = new Set<Socket>()
  const answers = new Map<Socket, ServerResponse>()

  const makeRoom = () => {
    if (all.size <= most) return
    const silent = idle.values().next().value
    silent?.destroy()
  }
  server.on('connection', (socket: Socket) => {
    all.add(socket)
    makeRoom()
    idle.add(socket)
    socket.once('close', () => {
      all.delete(socket)
      idle.delete(socket)
      answers.delete(socket)
    })
    if (all.size > most * 2) socket.destroy()
  })
  const follow = (request: { socket: Socket }, response: ServerResponse) => {
    idle.delete(request.socket)
    answers.set(request.socket, response)
    response.once('close', () => {
      if (answers.get(request.socket) !== response) return
      answers.delete(request.socket)
      if (!request.socket.destroyed) idle.add(request.socket)
    })
  }
  server.prependListener('request', follow)
  server.prependListener('checkContinue', follow)
  return {
    due: (socket) => answers.get(socket),
    keep: (socket) => idle.delete(socket),
    cutIdle: () => {
      for (const socket of idle) socket.destroy()
    },
    cutAll: () => {
      for (const socket of all) socket.destroy()
    },
  }
}
