/** What a stranger, a broken client and a good one may send, each with the status that answers it. */
import { expect } from 'vitest'
import { type Answer, request } from './raw-client.ts'
import { downloadRef, grantedRef } from './test-host.ts'

export type Known = { port: number; token: string; cookie: string; own: string; bearer: string }
export type Case = {
  name: string
  send: (known: Known) => string | Buffer
  status: number
  also?: (answer: Answer, known: Known) => void
}

export const json = { 'Content-Type': 'application/json' }
const raw = { 'Content-Type': 'application/octet-stream' }
const page = ({ own, cookie }: Known) => ({ Origin: own, Cookie: cookie })
export const program = ({ bearer }: Known) => ({ Authorization: bearer })
const socketHeaders = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': Buffer.alloc(16).toString('base64'),
}
export const callLine = 'POST /api/call/search'
const call = (k: Known, body: string, headers: Record<string, string> = {}) =>
  request(k.port, callLine, { ...program(k), ...json, ...headers }, { body })
const chunked = (...chunks: string[]) =>
  [...chunks, ''].map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('')
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
const allows = (methods: string) => (answer: Answer) => expect(answer.headers.get('allow')).toEqual([methods])

const hostCases: Case[] = [
  { name: 'own address', send: (k) => request(k.port, 'GET /'), status: 200 },
  { name: 'localhost', send: (k) => request(k.port, 'GET /', {}, { host: `localhost:${k.port}` }), status: 200 },
  ...[
    ['a rebound name', 'evil.example'],
    ['a rebound name with the port', 'evil.example:{port}'],
    ['no port', '127.0.0.1'],
    ['another port', '127.0.0.1:1'],
    ['another loopback address', '127.0.0.2:{port}'],
    ['the IPv6 loopback', '[::1]:{port}'],
    ['the unspecified address', '0.0.0.0:{port}'],
    ['a trailing dot', 'localhost.:{port}'],
    ['capitals', 'LOCALHOST:{port}'],
    ['a user before it', 'x@127.0.0.1:{port}'],
    ['a list', '127.0.0.1:{port}, evil.example'],
    ['a decimal address', '2130706433:{port}'],
    ['a port with a zero before it', '127.0.0.1:0{port}'],
    ['nothing', ''],
  ].map(([name, value]) => ({
    name: `Host with ${name}`,
    send: (k: Known) => request(k.port, 'GET /', {}, { host: (value as string).replace('{port}', `${k.port}`) }),
    status: 421,
  })),
  { name: 'no Host at all', send: (k) => request(k.port, 'GET /', {}, { host: null }), status: 421 },
  { name: 'no Host in HTTP/1.0', send: () => 'GET / HTTP/1.0\r\n\r\n', status: 421 },
  {
    name: 'Host twice, the own one first',
    send: (k) => request(k.port, 'GET /', { Host: 'evil.example' }),
    status: 421,
  },
  {
    name: 'Host twice, both right',
    send: (k) => request(k.port, 'GET /', { HOST: `127.0.0.1:${k.port}` }),
    status: 421,
  },
  {
    name: 'a second Host behind 2,000 other headers',
    send: (k) => `GET / HTTP/1.1\r\nHost: 127.0.0.1:${k.port}\r\n${'a:\r\n'.repeat(2500)}Host: evil.example\r\n\r\n`,
    status: 421,
  },
  {
    name: 'a foreign Host on the interface with the right token',
    send: (k) => request(k.port, 'GET /api/ping', program(k), { host: 'evil.example' }),
    status: 421,
  },
]

const targetCases: Case[] = [
  { name: 'absolute form', send: (k) => request(k.port, `GET http://127.0.0.1:${k.port}/`), status: 400 },
  { name: 'absolute form of a foreign host', send: (k) => request(k.port, 'GET http://evil.example/'), status: 400 },
  { name: 'two slashes', send: (k) => request(k.port, 'GET //evil.example/'), status: 400 },
  { name: 'asterisk', send: (k) => request(k.port, 'OPTIONS *'), status: 400 },
  { name: 'CONNECT', send: (k) => request(k.port, 'CONNECT evil.example:443'), status: 405 },
  { name: 'a method nobody knows', send: (k) => request(k.port, 'BREW /'), status: 400 },
  { name: 'no HTTP at all', send: () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', status: 400 },
  { name: 'a space in a header name', send: (k) => request(k.port, 'GET /', { 'X Y': '1' }), status: 400 },
  { name: 'a bare line feed in a header', send: (k) => request(k.port, 'GET /', { X: 'a\nHost: evil' }), status: 400 },
  { name: 'a header folded over two lines', send: (k) => request(k.port, 'GET /', { X: 'a\r\n b' }), status: 400 },
  { name: 'a NUL in a header', send: (k) => request(k.port, 'GET /', { X: 'a\0b' }), status: 400 },
  { name: '20 KB of headers', send: (k) => request(k.port, 'GET /', { X: 'a'.repeat(20_000) }), status: 431 },
  { name: 'a target of 20 KB', send: (k) => request(k.port, `GET /${'a'.repeat(20_000)}`), status: 431 },
  { name: '15 KB of headers', send: (k) => request(k.port, 'GET /', { X: 'a'.repeat(15_000) }), status: 200 },
]

const staticCases: Case[] = [
  ...[
    '/secret.txt',
    '/files.json',
    '/index.html',
    '/assets/../secret.txt',
    '/..%2f..%2fweb-host.json',
    '/%2e%2e/web-host.json',
    '/assets/main.js%00.html',
    '/assets%2fmain.js',
    '/..\\web-host.json',
    '/./',
    '/assets/',
    '/__proto__',
    '/constructor',
    '/favicon.ico',
  ].map((path) => ({ name: `GET ${path}`, send: (k: Known) => request(k.port, `GET ${path}`), status: 404 })),
  {
    name: 'a listed file, with its type',
    send: (k) => request(k.port, 'GET /assets/main.js'),
    status: 200,
    also: ({ headers, body }) => {
      expect(headers.get('content-type')).toEqual(['text/javascript; charset=utf-8'])
      expect(headers.get('cache-control')).toEqual(['public, max-age=31536000, immutable'])
      expect(body).toBe('export {}')
    },
  },
  { name: 'HEAD', send: (k) => request(k.port, 'HEAD /'), status: 200 },
  {
    name: 'a file that the browser has',
    send: (k) => request(k.port, 'GET /', { 'If-None-Match': `"${'a'.repeat(32)}"` }),
    status: 304,
  },
  { name: 'POST to a file', send: (k) => request(k.port, 'POST /'), status: 405, also: allows('GET, HEAD') },
  { name: 'TRACE', send: (k) => request(k.port, 'TRACE /'), status: 405 },
  { name: 'a preflight', send: (k) => request(k.port, 'OPTIONS /', { Origin: k.own }), status: 405 },
]

const originCases: Case[] = [
  ...[
    ['another site', 'http://evil.example'],
    ['null', 'null'],
    ['https of the own address', 'https://127.0.0.1:{port}'],
    ['the own address without its port', 'http://127.0.0.1'],
    ['another port', 'http://127.0.0.1:1'],
    ['the own address with a path', 'http://127.0.0.1:{port}/'],
    ['localhost while Host says 127.0.0.1', 'http://localhost:{port}'],
    ['nothing', ''],
    ['two origins', 'http://127.0.0.1:{port}, http://evil.example'],
  ].flatMap(([name, value]) => {
    const origin = (k: Known) => ({ Origin: (value as string).replace('{port}', `${k.port}`) })
    return [
      { name: `GET with Origin: ${name}`, send: (k: Known) => request(k.port, 'GET /', origin(k)), status: 403 },
      {
        name: `a call with the right token and Origin: ${name}`,
        send: (k: Known) => call(k, '{}', origin(k)),
        status: 403,
      },
    ]
  }),
  {
    name: 'a call with the cookie but no Origin',
    send: (k) => request(k.port, callLine, { Cookie: k.cookie, ...json }, { body: '{}' }),
    status: 403,
  },
  {
    name: 'a call of the own page',
    send: (k) => request(k.port, callLine, { ...page(k), ...json }, { body: '{"text":"a"}' }),
    status: 200,
    also: ({ body }) =>
      expect(JSON.parse(body)).toEqual({ ok: true, value: { method: 'search', args: { text: 'a' } } }),
  },
  { name: 'a call of a program', send: (k) => call(k, '{}'), status: 200 },
  {
    name: 'a read that another port of this computer asks for with the cookie',
    send: (k) => request(k.port, `GET /api/files/${downloadRef}`, { Cookie: k.cookie, 'Sec-Fetch-Site': 'same-site' }),
    status: 403,
  },
  {
    name: 'a preflight of another site gets no CORS header',
    send: (k) => request(k.port, 'OPTIONS /api/call/search', { Origin: 'http://evil.example' }),
    status: 403,
  },
  { name: 'a preflight of the own page', send: (k) => request(k.port, 'OPTIONS /api/ping', page(k)), status: 405 },
]

const keyCases: Case[] = [
  { name: 'ping with the token', send: (k) => request(k.port, 'GET /api/ping', program(k)), status: 200 },
  { name: 'ping with the cookie', send: (k) => request(k.port, 'GET /api/ping', { Cookie: k.cookie }), status: 200 },
  {
    name: 'a lower-case scheme',
    send: (k) => request(k.port, 'GET /api/ping', { Authorization: `bearer ${k.token}` }),
    status: 200,
  },
  { name: 'no key', send: (k) => request(k.port, 'GET /api/ping'), status: 401 },
  ...[
    ['a wrong token', () => 'Bearer wrong'],
    ['a token that is one character short', (k: Known) => k.bearer.slice(0, -1)],
    ['a token that is one character long', (k: Known) => `${k.bearer}x`],
    ['an empty token', () => 'Bearer '],
    ['another scheme', (k: Known) => `Basic ${k.token}`],
    ['the bare token', (k: Known) => k.token],
    ['two tokens in one', (k: Known) => `${k.bearer} ${k.token}`],
    ['a very long token', () => `Bearer ${'a'.repeat(10_000)}`],
  ].map(([name, value]) => ({
    name: name as string,
    send: (k: Known) => request(k.port, 'GET /api/ping', { Authorization: (value as (k: Known) => string)(k) }),
    status: 401,
  })),
  {
    name: 'a wrong token beside the right cookie',
    send: (k) => request(k.port, 'GET /api/ping', { Authorization: 'Bearer wrong', Cookie: k.cookie }),
    status: 401,
  },
  {
    name: 'the token in the cookie',
    send: (k) => request(k.port, 'GET /api/ping', { Cookie: `sidetrack-${k.port}=${k.token}` }),
    status: 401,
  },
  { name: 'the token in the address', send: (k) => request(k.port, `GET /api/ping?token=${k.token}`), status: 401 },
  {
    name: 'a second cookie of the same name',
    send: (k) => request(k.port, 'GET /api/ping', { Cookie: `sidetrack-${k.port}=tossed; ${k.cookie}` }),
    status: 200,
  },
  { name: 'a call without a key', send: (k) => request(k.port, callLine, json, { body: '{}' }), status: 401 },
  {
    name: 'a call of the own page without a key',
    send: (k) => request(k.port, callLine, { ...json, Origin: k.own }, { body: '{}' }),
    status: 401,
  },
  { name: 'an upload without a key', send: (k) => request(k.port, 'POST /api/upload?name=a', raw), status: 401 },
  { name: 'a file without a key', send: (k) => request(k.port, `GET /api/files/${downloadRef}`), status: 401 },
  {
    name: 'a new code for the cookie',
    send: (k) => request(k.port, 'POST /api/code', { ...page(k), ...json }),
    status: 401,
  },
  {
    name: 'a session for a wrong code',
    send: (k) => request(k.port, 'POST /api/session', { Origin: k.own, ...json }, { body: '{"code":"wrong"}' }),
    status: 401,
  },
  {
    name: 'a session for the token as a code',
    send: (k) => request(k.port, 'POST /api/session', { Origin: k.own, ...json }, { body: `{"code":"${k.token}"}` }),
    status: 401,
  },
  {
    name: 'a session for a code that is no text',
    send: (k) => request(k.port, 'POST /api/session', { Origin: k.own, ...json }, { body: '{"code":{}}' }),
    status: 400,
  },
  {
    name: 'a session without Origin',
    send: (k) => request(k.port, 'POST /api/session', json, { body: '{"code":"wrong"}' }),
    status: 403,
  },
]

const bodyCases: Case[] = [
  { name: 'no type', send: (k) => request(k.port, callLine, program(k), { body: '{}' }), status: 415 },
  ...[
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'application/json; charset=utf-16',
  ].map((type) => ({
    name: `type ${type}`,
    send: (k: Known) => call(k, '{}', { 'Content-Type': type }),
    status: 415,
  })),
  { name: 'a packed body', send: (k) => call(k, '{}', { 'Content-Encoding': 'gzip' }), status: 415 },
  {
    name: 'a type with charset',
    send: (k) => call(k, '{}', { 'Content-Type': 'application/json; charset=UTF-8' }),
    status: 200,
  },
  { name: 'an empty body', send: (k) => request(k.port, callLine, { ...program(k), ...json }), status: 200 },
  { name: 'broken JSON', send: (k) => call(k, '{"text":'), status: 400 },
  { name: 'two documents', send: (k) => call(k, '{}{}'), status: 400 },
  { name: 'bytes that are not UTF-8', send: (k) => call(k, '{"text":"\xff\xfe"}'), status: 400 },
  { name: 'a surrogate in UTF-8', send: (k) => call(k, '{"text":"\xed\xa0\x80"}'), status: 400 },
  { name: '64 levels', send: (k) => call(k, nested(64)), status: 200 },
  { name: '65 levels', send: (k) => call(k, nested(65)), status: 400 },
  { name: '400,000 levels that never close', send: (k) => call(k, '['.repeat(400_000)), status: 400 },
  {
    name: 'brackets in a text are no levels',
    send: (k) => call(k, JSON.stringify({ text: `\\"${'['.repeat(99)}` })),
    status: 200,
  },
  { name: '1 MB', send: (k) => call(k, JSON.stringify('a'.repeat(999_998))), status: 200 },
  { name: 'one byte over 1 MB', send: (k) => call(k, JSON.stringify('a'.repeat(999_999))), status: 413 },
  { name: 'an announced 1 TB', send: (k) => call(k, '{', { 'Content-Length': '1000000000000' }), status: 413 },
  {
    name: 'chunks over 1 MB',
    send: (k) => call(k, chunked(...Array(20).fill('a'.repeat(60_000))), { 'Transfer-Encoding': 'chunked' }),
    status: 413,
  },
  {
    name: 'good chunks',
    send: (k) => call(k, chunked('{"te', 'xt":"a"}'), { 'Transfer-Encoding': 'chunked' }),
    status: 200,
  },
  {
    name: 'a chunk with a wrong size',
    send: (k) => call(k, 'zz\r\n{}\r\n0\r\n\r\n', { 'Transfer-Encoding': 'chunked' }),
    status: 400,
  },
  {
    name: 'chunk extensions of 20 KB',
    send: (k) => call(k, `2;${'a'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`, { 'Transfer-Encoding': 'chunked' }),
    status: 413,
  },
  {
    name: 'Transfer-Encoding and Content-Length',
    send: (k) => call(k, chunked('{}'), { 'Transfer-Encoding': 'chunked', 'Content-Length': '2' }),
    status: 400,
  },
  { name: 'an unknown Transfer-Encoding', send: (k) => call(k, '{}', { 'Transfer-Encoding': 'gzip' }), status: 400 },
  {
    name: 'Content-Length twice',
    send: (k) => call(k, '{}', { 'Content-Length': '2', 'content-length': '3' }),
    status: 400,
  },
  { name: 'a negative Content-Length', send: (k) => call(k, '{}', { 'Content-Length': '-1' }), status: 400 },
  { name: 'Expect: 100-continue', send: (k) => call(k, '{}', { Expect: '100-continue' }), status: 200 },
  { name: 'Expect something else', send: (k) => call(k, '{}', { Expect: 'gold' }), status: 417 },
]

const methodCases: Case[] = [
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'nothing',
    'search/',
    'se%61rch',
    'search%00',
    '..%2fping',
    'SEARCH',
    '',
  ].map((method) => ({
    name: `method "${method}"`,
    send: (k: Known) => request(k.port, `POST /api/call/${method}`, { ...program(k), ...json }, { body: '{}' }),
    status: 404,
  })),
  {
    name: 'a call by GET',
    send: (k) => request(k.port, 'GET /api/call/search', program(k)),
    status: 405,
    also: allows('POST'),
  },
  {
    name: 'ping by POST',
    send: (k) => request(k.port, 'POST /api/ping', program(k)),
    status: 405,
    also: allows('GET'),
  },
  { name: 'no address', send: (k) => request(k.port, 'GET /api/', program(k)), status: 404 },
  { name: 'an unknown address', send: (k) => request(k.port, 'GET /api/secret', program(k)), status: 404 },
  { name: 'the socket by plain GET', send: (k) => request(k.port, 'GET /api/events', program(k)), status: 404 },
  {
    name: 'a fault nobody foresaw tells no path and no SQL',
    send: (k) => request(k.port, 'POST /api/call/settings', { ...program(k), ...json }, { body: '{}' }),
    status: 500,
    also: ({ body }) => expect(JSON.parse(body).error.code).toBe('internal'),
  },
  {
    name: 'the query for a band',
    send: (k) => request(k.port, 'GET /api/v1/recommend?band=Maroon%205&limit=5', program(k)),
    status: 200,
    also: ({ body }) => {
      const args = { seeds: [{ kind: 'artist', name: 'Maroon 5' }], limit: 5 }
      expect(JSON.parse(body)).toEqual({ method: 'recommend', args })
    },
  },
  {
    name: 'the query for an unknown band',
    send: (k) => request(k.port, 'GET /api/v1/recommend?band=Nobody', program(k)),
    status: 404,
    also: ({ body }) => expect(JSON.parse(body).error.message).toBe('No band is called Nobody.'),
  },
]

const fileCases: Case[] = [
  {
    name: 'an upload',
    send: (k) =>
      request(k.port, 'POST /api/upload?name=..%2F..%2Fplays.tar.gz', { ...program(k), ...raw }, { body: 'abc' }),
    status: 200,
    also: ({ body }) => expect(JSON.parse(body)).toEqual({ ok: true, value: { ref: grantedRef } }),
  },
  {
    name: 'an upload that asks first',
    send: (k) =>
      request(k.port, 'POST /api/upload?name=a', { ...page(k), ...raw, Expect: '100-continue' }, { body: 'abc' }),
    status: 200,
  },
  {
    name: 'an upload without a name',
    send: (k) => request(k.port, 'POST /api/upload', { ...program(k), ...raw }),
    status: 400,
  },
  {
    name: 'an upload called ..',
    send: (k) => request(k.port, 'POST /api/upload?name=..', { ...program(k), ...raw }),
    status: 400,
  },
  {
    name: 'an upload of a NUL',
    send: (k) => request(k.port, 'POST /api/upload?name=%00', { ...program(k), ...raw }),
    status: 400,
  },
  {
    name: 'an upload as a form',
    send: (k) =>
      request(
        k.port,
        'POST /api/upload?name=a',
        { ...program(k), 'Content-Type': 'multipart/form-data' },
        { body: 'a' },
      ),
    status: 415,
  },
  {
    name: 'an upload announced over the cap',
    send: (k) => request(k.port, 'POST /api/upload?name=a', { ...program(k), ...raw, 'Content-Length': '100001' }),
    status: 413,
  },
  {
    name: 'an upload over the cap in chunks',
    send: (k) => {
      const body = chunked(...Array(4).fill('a'.repeat(30_000)))
      return request(
        k.port,
        'POST /api/upload?name=a',
        { ...program(k), ...raw, 'Transfer-Encoding': 'chunked' },
        { body },
      )
    },
    status: 413,
  },
  {
    name: 'a download',
    send: (k) => request(k.port, `GET /api/files/${downloadRef}`, { Cookie: k.cookie }),
    status: 200,
    also: ({ headers, body }) => {
      expect(body).toBe('#EXTM3U\n')
      expect(headers.get('content-type')).toEqual(['application/octet-stream'])
      const disposition = `attachment; filename="Fur _Elise_.m3u8"; filename*=UTF-8''F%C3%BCr%20%22Elise%22__.m3u8`
      expect(headers.get('content-disposition')).toEqual([disposition])
    },
  },
  ...[`f-${'9'.repeat(16)}`, 'f-1', '..', '..%2fweb-host.json', '%00', 'a'.repeat(200)].map((ref) => ({
    name: `a download of ${ref.slice(0, 20)}`,
    send: (k: Known) => request(k.port, `GET /api/files/${ref}`, program(k)),
    status: 404,
  })),
]

const socketCases: Case[] = [
  {
    name: 'of the own page',
    send: (k) => request(k.port, 'GET /api/events', { ...page(k), ...socketHeaders }),
    status: 101,
  },
  {
    name: 'of a program',
    send: (k) => request(k.port, 'GET /api/events', { ...program(k), ...socketHeaders }),
    status: 101,
  },
  {
    name: 'without a key',
    send: (k) => request(k.port, 'GET /api/events', { Origin: k.own, ...socketHeaders }),
    status: 401,
  },
  {
    name: 'without Origin',
    send: (k) => request(k.port, 'GET /api/events', { Cookie: k.cookie, ...socketHeaders }),
    status: 403,
  },
  {
    name: 'of another site',
    send: (k) => request(k.port, 'GET /api/events', { ...page(k), ...socketHeaders, Origin: 'http://evil.example' }),
    status: 403,
  },
  {
    name: 'of another site with the token',
    send: (k) => request(k.port, 'GET /api/events', { ...program(k), ...socketHeaders, Origin: 'null' }),
    status: 403,
  },
  {
    name: 'with a wrong token',
    send: (k) => request(k.port, 'GET /api/events', { ...socketHeaders, Authorization: 'Bearer wrong' }),
    status: 401,
  },
  {
    name: 'for a foreign Host',
    send: (k) => request(k.port, 'GET /api/events', { ...program(k), ...socketHeaders }, { host: 'evil.example' }),
    status: 421,
  },
  {
    name: 'at another address',
    send: (k) => request(k.port, 'GET /', { ...program(k), ...socketHeaders }),
    status: 404,
  },
  {
    name: 'of another kind',
    send: (k) => request(k.port, 'GET /api/events', { ...program(k), ...socketHeaders, Upgrade: 'h2c' }),
    status: 404,
  },
  {
    name: 'of an old version',
    send: (k) => request(k.port, 'GET /api/events', { ...program(k), ...socketHeaders, 'Sec-WebSocket-Version': '7' }),
    status: 400,
  },
  {
    name: 'without a handshake key',
    send: (k) => request(k.port, 'GET /api/events', { ...program(k), ...socketHeaders, 'Sec-WebSocket-Key': 'short' }),
    status: 400,
  },
]

export const attacks: [string, Case[]][] = [
  ['Host (H2)', hostCases],
  ['request line and headers (H9)', targetCases],
  ['files (H8)', staticCases],
  ['Origin (H3, H6)', originCases],
  ['keys (H4)', keyCases],
  ['bodies (H7)', bodyCases],
  ['methods and errors (H12)', methodCases],
  ['uploads and downloads (H11)', fileCases],
  ['sockets (H3)', socketCases],
]
