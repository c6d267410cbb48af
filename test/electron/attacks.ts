/** Who must be refused, and what: material for test/electron/ipc.test.ts. */
import type { requests } from '../../src/api/bridge.ts'
import type { Sender } from './fake/operations.ts'

type Channel = keyof typeof requests

const elsewhere = [
  ['https://example.com/', 'https://example.com'],
  ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
  ['file:///etc/passwd', 'file://'],
  ['data:text/html,x', 'null'],
  ['about:blank', 'null'],
  ['about:srcdoc', 'app://bundle'],
  ['app://bundle/', 'null'],
  ['app://other/', 'app://other'],
  ['app://bundle.example/', 'app://bundle.example'],
  ['app://bundle@example.com/', 'app://example.com'],
  ['app://bundlex/', 'app://bundle'],
  ['app://bundle', 'app://bundle'],
  ['https://example.com/app://bundle/', 'app://bundle'],
  ['blob:app://bundle/1-2-3', 'app://bundle'],
  ['chrome://gpu/', 'chrome://gpu'],
  ['devtools://devtools/x', 'devtools://devtools'],
  ['', ''],
  ['APP://BUNDLE/', 'APP://BUNDLE'],
  ['javascript:1', 'app://bundle'],
  ['view-source:app://bundle/', 'app://bundle'],
] as const

export const strangers: Sender[] = [
  'sub-frame',
  'nested-frame',
  'destroyed-frame',
  'detached-frame',
  'no-frame',
  'throwing-event',
  'other-contents',
  'closed-window',
  ...elsewhere.map(([url, origin]) => ({ url, origin })),
]

const parse = (text: string): unknown => JSON.parse(text)
const loop: Record<string, unknown> = {}
loop.loop = loop
const deep = (levels: number): unknown => parse('['.repeat(levels) + ']'.repeat(levels))
const sparse: unknown[] = []
sparse[5] = 1

/** What structured clone carries and JSON does not, and what could reach a prototype. */
const strange: unknown[] = [
  loop,
  deep(100),
  deep(500),
  sparse,
  new Map([['text', 'x']]),
  new Set(['x']),
  new Date(0),
  /x/,
  new Error('x'),
  10n,
  new ArrayBuffer(8),
  new Uint8Array(8),
  new Float64Array(2),
  new DataView(new ArrayBuffer(2)),
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Object(1),
  Object('x'),
  Object(true),
  parse('{"__proto__": {"isAdmin": true}}'),
  parse('{"a": {"__proto__": {"polluted": 1}}}'),
  parse('{"constructor": {"prototype": {"polluted": 1}}}'),
  parse('[{"prototype": 1}]'),
]

/** Values of every plain kind, none of them what a channel takes. */
const values: unknown[] = [
  null,
  0,
  1,
  -1,
  0.5,
  2 ** 53,
  true,
  false,
  '',
  ' ',
  'x',
  '\0',
  '\ud800',
  '__proto__',
  '/etc/passwd',
  'file:///etc/passwd',
  'f-0000000000000000',
  '$(reboot)',
  '<script>',
  [],
  [[]],
  [null],
  [1, 2],
  {},
  { path: '/etc/passwd' },
  { ref: 'f-0000000000000000' },
  { length: 1 },
  { toString: 'x' },
]

const pairs = values.flatMap((one, at) => values.slice(at, at + 8).map((other) => [one, other]))

const methodNames = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__', 'then'],
  ...[
    '',
    ' ',
    'search ',
    ' search',
    'SEARCH',
    'search\0',
    'search.args',
    'sidetrack:call',
    'eval',
    'close',
    'grantRead',
  ],
  ...['grantWrite', 'download', 'uploadFolder', 'on', 'call', 'dispatch', '0', 'null', 'undefined', '*', '../search'],
]

const wrongArguments: [string, unknown][] = [
  ...values
    .filter((value) => value !== null)
    .flatMap((value): [string, unknown][] => [
      ['search', { text: [value] }],
      ['importStart', { files: [[value]] }],
      ['playlistCreate', { name: [value] }],
      ['jobCancel', { id: [value] }],
      ['settingSet', { key: value, value: 'x' }],
    ]),
  ['search', { text: 'x', limit: 0 }],
  ['search', { text: 'x', limit: 501 }],
  ['search', { text: 'x'.repeat(501) }],
  ['search', { text: 'x', more: 1 }],
  ['libraryStatus', { path: '/etc' }],
  ['recommend', { seeds: [] }],
  ['train', { threads: 1e9 }],
  ['importStart', { files: ['/etc/passwd'] }],
  ['importStart', { files: ['f-../../etc'] }],
  ['playlistExport', { id: 1, format: 'm3u8', to: '/etc/cron.d/x' }],
  ['playlistExport', { id: 1, format: 'exe' }],
]

/** Arguments of each channel that its own page may not send either. */
export const wrongShapes: Record<Channel, unknown[][]> = {
  call: [
    [],
    ...methodNames.flatMap((name) => [[name, {}], [name]]),
    ...values.filter((value) => typeof value !== 'string').map((value) => [value, {}]),
    ...wrongArguments,
    ...values.map((value) => ['libraryStatus', {}, value]),
  ],
  chooseFiles: [...values.map((value) => [value]), ...pairs],
  chooseFolder: [...values.map((value) => [value]), ...pairs],
  takeOpened: [...values.map((value) => [value]), ...pairs],
  filesDropped: [
    [],
    ...values.filter((value) => !(Array.isArray(value) && value.length === 0)).map((value) => [value]),
    ...values.filter((value) => typeof value !== 'string' || value === '').map((value) => [['/etc/hosts', value]]),
    ...pairs.filter(([first]) => !Array.isArray(first)),
    [['/'.padEnd(5000, 'x')]],
    [Array.from({ length: 1001 }, () => '/etc/hosts')],
    [['/etc/hosts'], {}],
  ],
  chooseExport: [
    [],
    ...values.filter((value) => typeof value !== 'string' || value === '').map((value) => [value]),
    ...pairs,
    ['x'.repeat(501)],
  ],
}

/** Good arguments with one strange thing in them, at every place. */
export function notPlain(good: unknown[][]): unknown[][] {
  const placed = strange.flatMap((thing) => [
    [thing],
    ...good.flatMap((args) => [
      [...args, thing],
      [...args.slice(0, -1), thing],
      [...args.slice(0, -1), { text: thing }],
      [...args.slice(0, -1), [thing]],
    ]),
  ])
  return placed
}

/** Good arguments made too heavy. */
export function tooLarge(good: unknown[][]): unknown[][] {
  const text = 'x'.repeat(2 * 1024 ** 2)
  const many = Array.from({ length: 300_000 }, (_, at) => at)
  const keys = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`key number ${at}`, 1]))
  const wide = 'ü'.repeat(600 * 1024)
  return [text, many, keys, wide, [[text]], { text }].flatMap((thing) => [
    [thing],
    ...good.slice(0, 1).map((args) => [...args.slice(0, -1), thing]),
  ])
}
