/** An HTTP client that sends exactly the bytes it is given, right or wrong, over a bare socket. */
import { connect, type Socket } from 'node:net'

export type Answer = { status: number; headers: Map<string, string[]>; body: string }

/** A request's text. `Host` is added unless `host` is null; a body gets its Content-Length unless one is given. */
export function request(
  port: number,
  line: string,
  headers: Record<string, string> = {},
  { body = '', host = `127.0.0.1:${port}` as string | null } = {},
): string {
  const sized = Object.keys(headers).some((name) => /^(content-length|transfer-encoding)$/i.test(name))
  const lines = [
    `${line} HTTP/1.1`,
    ...(host === null ? [] : [`Host: ${host}`]),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === '' || sized ? [] : [`Content-Length: ${Buffer.byteLength(body, 'latin1')}`]),
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}

/** Send bytes and read one answer; null where the host closed the connection without one. */
export function exchange(port: number, bytes: string | Buffer, waitMs = 8000): Promise<Answer | null> {
  const text = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const timer = setTimeout(() => finish(new Error('no answer in time')), waitMs)
    let got = ''
    const finish = (result: Answer | null | Error) => {
      clearTimeout(timer)
      socket.destroy()
      if (result instanceof Error) reject(result)
      else resolve(result)
    }
    socket.setEncoding('latin1')
    socket.on('error', () => {})
    socket.on('data', (chunk: string) => {
      got += chunk
      const answer = parseAnswer(got, text.subarray(0, 5).toString() === 'HEAD ')
      if (answer !== null) finish(answer)
    })
    socket.on('close', () => finish(parseAnswer(got, true)))
    socket.write(text)
  })
}

/** Parse the first final answer in a text; null while it is not whole. */
export function parseAnswer(text: string, withoutBody = false): Answer | null {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return null
  const [start = '', ...lines] = text.slice(0, end).split('\r\n')
  const status = Number(start.split(' ')[1])
  if (status === 100) return parseAnswer(text.slice(end + 4), withoutBody)
  const headers = new Map<string, string[]>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()])
  }
  const length = Number(headers.get('content-length')?.[0] ?? 0)
  const body = text.slice(end + 4)
  if (!withoutBody && body.length < length) return null
  return { status, headers, body: body.slice(0, length) }
}

/** Open a connection, send a beginning and hold it; the socket is the caller's to destroy. */
export function hold(port: number, beginning: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      socket.write(beginning)
      resolve(socket)
    })
    socket.once('error', reject)
    socket.on('error', () => {})
  })
}
