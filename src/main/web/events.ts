/** What the core says unasked goes to every open page over a WebSocket. Nothing is taken from the page there. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Transport } from '../../api/client.ts'

export type EventSockets = {
  /** True where as many pages listen as may. */
  full: () => boolean
  /** Turn a request that passed every check into a socket. */
  accept: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  close: () => void
}

const pingMs = 15_000
/** A page that does not read its events is dropped at this many bytes and connects again by itself. */
const mostUnread = 1024 ** 2

/** Push the core's events to sockets. */
export function createEventSockets({ core, sockets }: { core: Pick<Transport, 'on'>; sockets: number }): EventSockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: 1024, perMessageDeflate: false })
  const answered = new WeakSet<WebSocket>()

  const unsubscribe = core.on((event, payload) => {
    if (server.clients.size === 0) return
    const text = JSON.stringify({ event, payload })
    for (const client of server.clients) {
      if (client.bufferedAmount > mostUnread) client.terminate()
      else client.send(text)
    }
  })

  const pings = setInterval(() => {
    for (const client of server.clients) {
      if (!answered.delete(client)) client.terminate()
      else client.ping()
    }
  }, pingMs).unref()

  const welcome = (client: WebSocket) => {
    answered.add(client)
    client.on('pong', () => answered.add(client))
    client.on('error', () => client.terminate())
    client.on('ping', () => {
      if (client.bufferedAmount > mostUnread) client.terminate()
    })
    client.once('message', () => {
      client.close(1008, 'This socket takes no messages.')
      setTimeout(() => client.terminate(), 250).unref()
    })
  }

  return {
    full: () => server.clients.size >= sockets,
    accept: (request, socket, head) => server.handleUpgrade(request, socket, head, welcome),
    close: () => {
      unsubscribe()
      clearInterval(pings)
      for (const client of server.clients) {
        client.close(1001)
        setTimeout(() => client.terminate(), 250).unref()
      }
      server.close()
    },
  }
}
