import { readdir, readFile, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, exchange, request } from './raw-client.ts'
import { openSession, startTestHost, type TestHost } from './test-host.ts'
import { attacks, callLine, json, type Known, program } from './web-attacks.ts'

let host: TestHost
let known: Known

beforeAll(async () => {
  host = await startTestHost({ uploadBytes: 100_000, wrongFirstMs: 1, wrongMostMs: 5 })
  const { port, token } = host
  const cookie = await openSession(host)
  known = { port, token, cookie, own: `http://127.0.0.1:${port}`, bearer: `Bearer ${token}` }
})
afterAll(() => host.end())

/** True of every answer whatever it says. */
function expectHardened(answer: Answer): void {
  const { headers, body, status } = answer
  for (const name of headers.keys()) expect(name).not.toMatch(/^access-control-/)
  expect(body).not.toContain(host.folder)
  expect(body).not.toContain(host.token)
  expect(body).not.toMatch(/SELECT|node:|\.ts\b|\n {4}at /)
  if (status === 101) return
  const policy = headers.get('content-security-policy') ?? []
  expect(policy).toHaveLength(1)
  expect(policy[0]).toMatch(/^default-src 'none';.*frame-ancestors 'none'/)
  expect(policy[0]).not.toMatch(/unsafe|\*|http/)
  expect(headers.get('x-content-type-options')).toEqual(['nosniff'])
  expect(headers.get('referrer-policy')).toEqual(['no-referrer'])
  expect(headers.get('cross-origin-resource-policy')).toEqual(['same-origin'])
  expect(headers.get('cross-origin-opener-policy')).toEqual(['same-origin'])
  expect(headers.get('cross-origin-embedder-policy')).toEqual(['require-corp'])
}

describe.each(attacks)('%s', (_, cases) => {
  test.each(cases)('$name: $status', async ({ send, status, also }) => {
    const answer = await exchange(host.port, send(known))
    expect(answer?.status).toBe(status)
    expectHardened(answer as Answer)
    if (status >= 400) {
      const { ok, error } = JSON.parse(answer?.body ?? '')
      expect({ ok, code: typeof error.code, message: typeof error.message }).toEqual({
        ok: false,
        code: 'string',
        message: 'string',
      })
    }
    also?.(answer as Answer, known)
  })
})

describe('what outlives one request', () => {
  test('the host answers after all of this, and holds no upload that was refused', async () => {
    expect((await exchange(host.port, request(host.port, 'GET /api/ping', program(known))))?.status).toBe(200)
    const kept = host.granted.map(({ path }) => path)
    const stored = (await readdir(host.core.uploadFolder)).map((name) => `${host.core.uploadFolder}/${name}`)
    expect(stored.sort()).toEqual(kept.sort())
    expect(host.granted[0]?.name).toBe('plays.tar.gz')
    expect(await readFile(host.granted[0]?.path ?? '', 'utf8')).toBe('abc')
  })

  test('it listens on 127.0.0.1 only (H1)', async () => {
    const others = [
      '::1',
      '127.0.0.2',
      ...Object.values(networkInterfaces()).flatMap((list) =>
        (list ?? [])
          .filter(({ internal }) => !internal)
          .map(({ address, scopeid }) => (scopeid ? `${address}%${scopeid}` : address)),
      ),
    ]
    const opened = await Promise.all(
      others.map(
        (address) =>
          new Promise((resolve) => {
            const socket = connect({ host: address, port: host.port, timeout: 1000 }, () => resolve(address))
            const no = () => resolve(null)
            socket.on('error', no).on('timeout', no)
          }),
      ),
    )
    expect(opened.filter(Boolean)).toEqual([])
  })

  test("the token file is this user's alone and says who wrote it (H5)", async () => {
    const { port, token } = host
    expect(JSON.parse(await readFile(host.tokenFile, 'utf8'))).toEqual({
      url: `http://127.0.0.1:${port}/`,
      port,
      token,
      pid: process.pid,
    })
    if (process.platform !== 'win32') expect((await stat(host.tokenFile)).mode & 0o777).toBe(0o600)
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  })

  test('the start address carries no token, works once, and sets a cookie that scripts cannot read (H4)', async () => {
    expect(host.url).not.toContain(host.token)
    const body = JSON.stringify({ code: host.url.split('#code=')[1] })
    const send = request(host.port, 'POST /api/session', { Origin: known.own, ...json }, { body })
    const [first, second] = [await exchange(host.port, send), await exchange(host.port, send)]
    expect(first?.status).toBe(200)
    expect(first?.headers.get('set-cookie')?.[0]).toMatch(
      new RegExp(`^sidetrack-${host.port}=[\\w-]{43}; Path=/api; HttpOnly; SameSite=Strict$`),
    )
    expect(second?.status).toBe(401)
  })

  test('the token makes a new code for another window', async () => {
    const minted = await exchange(host.port, request(host.port, 'POST /api/code', { ...program(known), ...json }))
    const body = JSON.stringify(JSON.parse(minted?.body ?? '').value)
    // As the page of a browser that kept the cookie of an earlier start.
    const headers = { Origin: known.own, Cookie: `sidetrack-${host.port}=old`, ...json }
    const answer = await exchange(host.port, request(host.port, 'POST /api/session', headers, { body }))
    expect(answer?.status).toBe(200)
  })

  test('two requests in one packet are two requests', async () => {
    const two = request(host.port, callLine, { ...program(known), ...json }, { body: '{}' })
    const smuggled = request(host.port, 'GET /api/ping')
    const answer = await exchange(host.port, two + smuggled)
    expect(answer?.status).toBe(200)
  })
})
