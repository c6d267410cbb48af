import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Limits } from '../../src/main/web/limits.ts'
import { freshAddress, readTokenFile } from '../../src/main/web/token-file.ts'
import { exchange, hold, request } from './raw-client.ts'
import { openSession, startTestHost, type TestHost } from './test-host.ts'

const json = { 'Content-Type': 'application/json' }
const raw = { 'Content-Type': 'application/octet-stream' }

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

async function start(limits: Partial<Limits> = {}, options = {}): Promise<TestHost> {
  const host = await startTestHost(limits, options)
  open.push(host.end)
  return host
}

const ping = (host: TestHost, token = host.token) =>
  exchange(host.port, request(host.port, 'GET /api/ping', { Authorization: `Bearer ${token}` }))
const call = (host: TestHost) =>
  exchange(
    host.port,
    request(host.port, 'POST /api/call/search', { Authorization: `Bearer ${host.token}`, ...json }, { body: '{}' }),
    15_000,
  )
const many = <T>(count: number, make: (at: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, at) => make(at)))

/** Send a byte now and then, for as long as the host allows it; resolves to the time until it was cut. */
async function drip(host: TestHost, beginning: string): Promise<number> {
  const began = performance.now()
  const socket = await hold(host.port, beginning)
  const timer = setInterval(() => socket.write('a'), 50)
  socket.resume()
  await new Promise((resolve) => socket.once('close', resolve))
  clearInterval(timer)
  return performance.now() - began
}

describe('slow clients (H9)', () => {
  test('100 good clients are all served beside 200 slow ones, and the slow ones are cut', async () => {
    const host = await start({ headersMs: 1500, bodyMs: 1500 }, { callMs: 20 })
    const auth = { Authorization: `Bearer ${host.token}`, ...json }
    const beginnings = [
      '',
      `GET / HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nX: `,
      request(host.port, 'POST /api/call/search', { ...auth, 'Content-Length': '5000' }),
      `${request(host.port, 'POST /api/call/search', { ...auth, 'Transfer-Encoding': 'chunked' })}1388\r\n`,
    ]
    const slow = many(200, (at) => drip(host, beginnings[at % beginnings.length] as string))
    await wait(100)
    const good = await many(100, () => call(host))
    expect(good.map((answer) => answer?.status)).toEqual(Array(100).fill(200))
    expect((await slow).filter((time) => time > 8000)).toEqual([])
  }, 20_000)

  test('at most 64 requests are at work at a time, and the rest wait for their turn', async () => {
    const host = await start({}, { callMs: 60 })
    const answers = await many(200, () => call(host))
    expect(answers.map((answer) => answer?.status)).toEqual(Array(200).fill(200))
    expect(host.mostLive()).toBe(64)
  })

  test('a queue that is full says so', async () => {
    const host = await start({ liveRequests: 1, queuedRequests: 2 }, { callMs: 200 })
    const statuses = (await many(10, () => call(host))).map((answer) => answer?.status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(3)
    expect(statuses.filter((status) => status === 429)).toHaveLength(7)
  })

  test('silent connections beyond the cap make room for those that speak', async () => {
    const host = await start({ connections: 40 })
    const silent = await many(120, () => hold(host.port, ''))
    open.push(...silent.map((socket) => () => socket.destroy()))
    const answers = []
    for (let at = 0; at < 20; at += 1) answers.push((await ping(host))?.status)
    expect(answers).toEqual(Array(20).fill(200))
  })

  test('an upload that stalls is cut and leaves nothing behind', async () => {
    const host = await start({ stallMs: 200 })
    const headers = { Authorization: `Bearer ${host.token}`, ...raw, 'Content-Length': '1000' }
    const answer = await exchange(host.port, `${request(host.port, 'POST /api/upload?name=a', headers)}abc`)
    expect(answer?.status).toBe(408)
    expect(await readdir(host.core.uploadFolder)).toEqual([])
  })

  test('an upload whose sender goes away leaves nothing behind', async () => {
    const host = await start()
    const headers = { Authorization: `Bearer ${host.token}`, ...raw, 'Content-Length': '1000' }
    const socket = await hold(host.port, `${request(host.port, 'POST /api/upload?name=a', headers)}abc`)
    await until(async () => existsSync(host.core.uploadFolder) && (await readdir(host.core.uploadFolder)).length === 1)
    socket.destroy()
    await until(async () => (await readdir(host.core.uploadFolder)).length === 0)
    expect(host.granted).toEqual([])
  })

  test('a large upload arrives whole', async () => {
    const host = await start()
    const response = await fetch(`http://127.0.0.1:${host.port}/api/upload?name=big.csv`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${host.token}`, ...raw },
      body: Buffer.alloc(20_000_000, 'a'),
    })
    expect(response.status).toBe(200)
    expect((await stat(host.granted[0]?.path ?? '')).size).toBe(20_000_000)
  })

  test('a client that reads nothing of a large file is cut', async () => {
    const host = await start({ stallMs: 300 })
    await writeFile(join(host.folder, 'list.m3u8'), Buffer.alloc(50_000_000))
    const headers = { Authorization: `Bearer ${host.token}` }
    const socket = await hold(host.port, request(host.port, `GET /api/files/f-${'0'.repeat(16)}`, headers))
    socket.pause()
    await wait(1200)
    let got = 0
    socket.on('data', (chunk) => {
      got += chunk.length
    })
    socket.resume()
    await once(socket, 'close')
    expect(got).toBeLessThan(50_000_000)
  })
})

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await condition()) return
    await wait(20)
  }
  throw new Error('it did not come about in 4 s')
}

describe('wrong tokens (H13)', () => {
  test('each one waits longer than the one before', async () => {
    const host = await start({ wrongFirstMs: 40, wrongMostMs: 320 })
    const times = []
    for (let at = 0; at < 5; at += 1) {
      const began = performance.now()
      expect((await ping(host, 'wrong'))?.status).toBe(401)
      times.push(performance.now() - began)
    }
    const least = [40, 80, 160, 320, 320]
    expect(times.map((time, at) => time >= (least[at] as number) - 5)).toEqual(Array(5).fill(true))
  })

  test('a storm of them does not keep the right one out', async () => {
    const host = await start({ wrongFirstMs: 2000, wrongMostMs: 2000 })
    const cookie = await openSession(host)
    const storm = many(300, () => ping(host, 'wrong').catch(() => null))
    await wait(50)
    const began = performance.now()
    for (let at = 0; at < 20; at += 1) {
      expect((await ping(host))?.status).toBe(200)
      expect((await exchange(host.port, request(host.port, 'GET /api/ping', { Cookie: cookie })))?.status).toBe(200)
    }
    // Far less than the one wait that any wrong token has to sit out.
    expect(performance.now() - began).toBeLessThan(1900)
    const statuses = (await storm).map((answer) => answer?.status)
    expect(statuses.filter((status) => status === 200)).toEqual([])
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(200)
  }, 15_000)

  test('a code is too old after its life', async () => {
    const host = await start({ codeMs: 1 })
    const body = JSON.stringify({ code: host.newUrl().split('#code=')[1] })
    await wait(20)
    const headers = { Origin: `http://127.0.0.1:${host.port}`, ...json }
    const answer = await exchange(host.port, request(host.port, 'POST /api/session', headers, { body }))
    expect(answer?.status).toBe(401)
  })
})

async function openSocket(host: TestHost): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}/api/events`, {
    headers: { Authorization: `Bearer ${host.token}` },
  })
  socket.on('error', () => {})
  open.push(() => socket.terminate())
  await once(socket, 'open')
  return socket
}

describe('event sockets', () => {
  test('every socket hears what the core says', async () => {
    const host = await start()
    const sockets = await many(3, () => openSocket(host))
    const heard = Promise.all(sockets.map((socket) => once(socket, 'message')))
    host.emit('libraryChanged', { a: 1 })
    expect((await heard).map(([data]) => JSON.parse(String(data)))).toEqual(
      Array(3).fill({ event: 'libraryChanged', payload: { a: 1 } }),
    )
  })

  test.each([
    ['a message', (socket: WebSocket) => socket.send('{}')],
    ['a flood of messages', (socket: WebSocket) => Array.from({ length: 5000 }, () => socket.send('a'.repeat(900)))],
    ['a message of 2 MB', (socket: WebSocket) => socket.send(Buffer.alloc(2_000_000))],
  ])('%s closes the socket and nothing else', async (_, send) => {
    const host = await start()
    const [bad, good] = [await openSocket(host), await openSocket(host)]
    const closed = once(bad, 'close')
    send(bad)
    await closed
    const heard = once(good, 'message')
    host.emit('libraryChanged', {})
    await heard
    expect((await ping(host))?.status).toBe(200)
  })

  test('a socket that reads nothing is dropped and does not fill the memory', async () => {
    const host = await start()
    const socket = await openSocket(host)
    socket.pause()
    const payload = { text: 'a'.repeat(500_000) }
    for (let at = 0; at < 60; at += 1) {
      host.emit('libraryChanged', payload)
      await wait(1)
    }
    const closed = once(socket, 'close')
    socket.resume()
    const [code] = await closed
    expect(code).toBe(1006)
  })

  test('there is a most of sockets', async () => {
    const host = await start({ sockets: 2 })
    await many(2, () => openSocket(host))
    await expect(openSocket(host)).rejects.toThrow('429')
  })
})

describe('starting and ending', () => {
  test('closing ends requests under way, sockets and the token file within a moment', async () => {
    const host = await start({}, { callMs: 10_000 })
    const socket = await openSocket(host)
    const [running, held] = [call(host), await hold(host.port, 'GET / HT')]
    await wait(50)
    const began = performance.now()
    await Promise.all([host.close(), once(socket, 'close'), once(held, 'close')])
    expect(performance.now() - began).toBeLessThan(2500)
    expect(await running).toBeNull()
    expect(existsSync(host.tokenFile)).toBe(false)
    await expect(hold(host.port, '')).rejects.toThrow('ECONNREFUSED')
  })

  test('a port that is taken is refused in words', async () => {
    const { startWebHost } = await import('../../src/main/web/server.ts')
    const host = await start()
    const second = startWebHost({ core: host.core, port: host.port, assets: '', tokenFile: join(host.folder, 'two') })
    await expect(second).rejects.toThrow(`Port ${host.port} is taken by another program.`)
  })

  test('a second start finds the first one and gets an address of its own', async () => {
    const host = await start()
    const running = await readTokenFile(host.tokenFile)
    expect(running?.port).toBe(host.port)
    const address = running === null ? null : await freshAddress(running)
    expect(address).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${host.port}/#code=[\\w-]{43}$`))
  })

  test.each([
    ['of a program that has ended', (text: string) => text.replace(/"pid":\d+/, '"pid":2147483646')],
    ['that is cut short', (text: string) => text.slice(0, 50)],
    ['that names another computer', (text: string) => text.replace('127.0.0.1', '10.0.0.1')],
  ])('a token file %s is none', async (_, spoil) => {
    const host = await start()
    const { readFile } = await import('node:fs/promises')
    await writeFile(host.tokenFile, spoil(await readFile(host.tokenFile, 'utf8')))
    expect(await readTokenFile(host.tokenFile)).toBeNull()
  })

  const child = async (...args: string[]) => {
    const folder = await mkdtemp(join(tmpdir(), 'sidetrack-child-'))
    const process_ = spawn(process.execPath, [join(import.meta.dirname, 'fixtures', 'host-child.ts'), folder, ...args])
    open.push(
      () => rm(folder, { recursive: true, force: true }),
      () => process_.kill('SIGKILL'),
    )
    const [line] = await once(process_.stdout, 'data')
    return {
      process: process_,
      tokenFile: join(folder, 'web-host.json'),
      ...(JSON.parse(String(line)) as { port: number }),
    }
  }
  const ended = async (running: ChildProcess) => {
    const began = performance.now()
    const [code] = await once(running, 'exit')
    return { code: code as number, inTime: performance.now() - began < 3000 }
  }

  test.each([
    ['SIGTERM', ''],
    ['SIGINT', ''],
    ['SIGHUP', ''],
    ['SIGTERM', 'stuck'],
  ] as const)('%s ends it within 3 s with exit code 0 %s (H15)', async (signal, how) => {
    const running = await child(how)
    await hold(running.port, 'GET / HT')
    expect(existsSync(running.tokenFile)).toBe(true)
    const end = ended(running.process)
    running.process.kill(signal)
    running.process.kill(signal)
    expect(await end).toEqual({ code: 0, inTime: true })
    expect(existsSync(running.tokenFile)).toBe(false)
  })

  test('kill -9 leaves a token file that the next start does not believe', async () => {
    const running = await child()
    running.process.kill('SIGKILL')
    await once(running.process, 'exit')
    expect(existsSync(running.tokenFile)).toBe(true)
    expect(await readTokenFile(running.tokenFile)).toBeNull()
  })
})
