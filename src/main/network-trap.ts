/** Offline, provably: every connection out of a thread is refused and counted; only this computer's own loopback is let through. */
import dgram from 'node:dgram'
import { isIP, Socket } from 'node:net'

let trapped = false

/**
 * Refuse connections to anything but loopback addresses from now on in this thread. `refused[0]` counts them, shared
 * between threads. Sockets that the loopback host accepts are not connections out and pass.
 */
export function trapNetwork(refused: Int32Array): void {
  if (trapped) return
  trapped = true
  const connect = Socket.prototype.connect
  Socket.prototype.connect = function guarded(this: Socket, ...args: unknown[]): Socket {
    const target = targetOf(args)
    if (target === null || isLoopback(target)) return Reflect.apply(connect, this, args) as Socket
    Atomics.add(refused, 0, 1)
    process.nextTick(() => this.destroy(new Error('Sidetrack is offline: this connection was refused.')))
    return this
  }
  dgram.Socket.prototype.send = () => {
    Atomics.add(refused, 0, 1)
    throw new Error('Sidetrack is offline: this message was not sent.')
  }
}

/** The host that a call of `connect` names; null for a pipe of this computer. */
function targetOf(args: unknown[]): string | null {
  // net.connect() hands its arguments over as one normalised array.
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args
  if (typeof first === 'object' && first !== null) {
    const { path, host } = first as { path?: string; host?: string }
    return path === undefined || path === null ? (host ?? 'localhost') : null
  }
  if (typeof first === 'string' && !/^\d+$/.test(first)) return null
  return typeof second === 'string' ? second : 'localhost'
}

function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true
  return isIP(host) === 4 && host.startsWith('127.')
}
