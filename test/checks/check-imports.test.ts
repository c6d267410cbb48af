/** The checker of imports against a small project in which each rule is broken once. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let checkImports: (root: string) => string[]
const folders: string[] = []

beforeAll(async () => {
  const script = resolve(import.meta.dirname, '../../scripts/check-imports.mjs')
  checkImports = (await import(pathToFileURL(script).href)).checkImports
})
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

/** A project in which nothing is wrong: each layer, and a test. */
const clean: Record<string, string> = {
  'package.json': '{"dependencies": {"zod": "1"}}',
  'src/api/contract.ts': "import { z } from 'zod'\nexport const contract = z\n",
  'src/core/math/dot.ts': 'export const dot = () => 0\n',
  'src/core/store/open.ts':
    "import Database from 'better-sqlite3'\nexport const open = () => new Database('x').prepare('SELECT 1')\n",
  'src/core/core.ts':
    "import { contract } from '#api/contract.ts'\nimport { dot } from './math/dot.ts'\nimport { open } from './store/open.ts'\nexport type Core = number\nexport const core = [contract, dot, open]\n",
  'src/workers/core-worker.ts': "import { core } from '../core/core.ts'\nvoid core\n",
  'src/main/web.ts':
    "import { createServer } from 'node:http'\nimport type { Core } from '../core/core.ts'\nexport const host = (core: Core) => [core, createServer]\n",
  'src/cli/index.ts': "import { host } from '../main/web.ts'\nvoid host\n",
  'src/renderer/main.tsx':
    "import { library } from './features/library/page.tsx'\nimport { search } from './features/search/page.tsx'\nvoid [library, search]\n",
  'src/renderer/state/songs.ts': "import { contract } from '#api/contract.ts'\nexport const songs = [contract]\n",
  'src/renderer/elements/button.tsx': 'export const button = 0\n',
  'src/renderer/features/library/page.tsx':
    "import { useState } from 'react'\nimport { button } from '../../elements/button.tsx'\nimport { songs } from '../../state/songs.ts'\nexport const library = [button, songs, useState]\n",
  'src/renderer/features/search/page.tsx': 'export const search = 0\n',
  'test/core/dot.test.ts': "import { dot } from '../../src/core/math/dot.ts'\nvoid dot\n",
}

async function breachesOf(changes: Record<string, string> = {}, files = clean): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sidetrack-imports-'))
  folders.push(folder)
  for (const [path, text] of Object.entries({ ...files, ...changes })) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return checkImports(folder)
}

/** The clean project with lines put at the end of one of its files. */
const plus = (path: string, line: string) => ({ [path]: `${clean[path] ?? ''}${line}\n` })

test('a clean project passes', async () => {
  expect(await breachesOf()).toEqual([])
})

test('this project passes', () => {
  expect(checkImports(resolve(import.meta.dirname, '../..'))).toEqual([])
})

test('a checker that reads nothing fails', async () => {
  expect(await breachesOf({}, { 'package.json': '{}' })).toEqual(['no modules read: nothing was checked'])
})

test('a module that does not parse fails', async () => {
  await expect(breachesOf(plus('src/cli/index.ts', 'import {'))).rejects.toThrow(/index\.ts/)
})

const planted: [string, Record<string, string>, RegExp[]][] = [
  [
    'core imports a host',
    plus('src/core/core.ts', "import { host } from '../main/web.ts'\nvoid host"),
    [/^core\/core\.ts: core may not import main/],
  ],
  [
    'a host imports values of the core',
    plus('src/main/web.ts', "import { core } from '../core/core.ts'\nvoid core"),
    [/^main\/web\.ts: main may not import core/],
  ],
  [
    'api imports the core',
    plus('src/api/contract.ts', "import { core } from '#core/core.ts'\nvoid core"),
    [/^api\/contract\.ts: api may not import core/],
  ],
  [
    'the window imports the core',
    plus('src/renderer/state/songs.ts', "import type { Core } from '#core/core.ts'\nlet core: Core\nvoid core"),
    [/^renderer\/state\/songs\.ts: renderer may not import core/],
  ],
  [
    'math imports the rest of the core',
    plus('src/core/math/dot.ts', "import { open } from '../store/open.ts'\nvoid open"),
    [/^core\/math\/dot\.ts: core\/math may not import core/],
  ],
  [
    'math imports a package',
    plus('src/core/math/dot.ts', "import { readFileSync } from 'node:fs'\nvoid readFileSync"),
    [/^core\/math\/dot\.ts: core\/math imports nothing outside itself \(node:fs\)/],
  ],
  [
    'an import that is only awaited',
    plus('src/core/core.ts', "void import('../main/web.ts')"),
    [/^core\/core\.ts: core may not import main/],
  ],
  [
    'an export that passes on another layer’s',
    plus('src/api/contract.ts', "export { core } from '../core/core.ts'"),
    [/^api\/contract\.ts: api may not import core/, /nothing uses the export core/],
  ],
  [
    'a feature imports a feature',
    plus('src/renderer/features/library/page.tsx', "import { search } from '../search/page.tsx'\nvoid search"),
    [/library\/page\.tsx: features do not import each other/],
  ],
  [
    'an element imports state',
    plus('src/renderer/elements/button.tsx', "import { songs } from '../state/songs.ts'\nvoid songs"),
    [/button\.tsx: elements know no domain/],
  ],
  [
    'an element imports a feature',
    plus('src/renderer/elements/button.tsx', "import { search } from '../features/search/page.tsx'\nvoid search"),
    [/button\.tsx: elements know no domain/],
  ],
  [
    'SQL in the core beside the store',
    plus('src/core/core.ts', "export const rows = (db: any) => db.prepare('x' + rows)"),
    [/^core\/core\.ts: SQL belongs in core\/store/],
  ],
  [
    'SQL under another name',
    plus('src/core/core.ts', 'export const wipe = (base: any) => base.exec(`\n  DELETE FROM song`) || wipe'),
    [/^core\/core\.ts: SQL belongs in core\/store/],
  ],
  [
    'SQL in a host',
    plus('src/main/web.ts', "export const rows = (db: any) => db.prepare('SELECT 1').get(rows)"),
    [/^main\/web\.ts: SQL belongs in core\/store/],
  ],
  [
    'a database outside the store',
    plus('src/core/core.ts', "import Database from 'better-sqlite3'\nvoid Database"),
    [/^core\/core\.ts: better-sqlite3 may be imported by core\/store only/],
  ],
  [
    'Electron in the core',
    plus('src/core/core.ts', "import { app } from 'electron'\nvoid app"),
    [/^core\/core\.ts: electron may be imported by main, preload only/],
  ],
  [
    'React outside the window',
    plus('src/cli/index.ts', "import { useState } from 'react'\nvoid useState"),
    [/^cli\/index\.ts: react may be imported by renderer only/],
  ],
  [
    'Node in the window',
    plus('src/renderer/state/songs.ts', "import { join } from 'node:path'\nvoid join"),
    [/^renderer\/state\/songs\.ts: node:path may be imported by/],
  ],
  [
    'Node in the window by its old name',
    plus('src/renderer/state/songs.ts', "import { join } from 'path'\nvoid join"),
    [/^renderer\/state\/songs\.ts: path may be imported by/],
  ],
  [
    'sockets in the core',
    plus('src/core/core.ts', "import { request } from 'node:https'\nvoid request"),
    [/^core\/core\.ts: node:https may be imported by main only/],
  ],
  [
    'the program imports its tests',
    plus('src/cli/index.ts', "import { help } from '../../test/help.ts'\nvoid help"),
    [/^cli\/index\.ts: src imports only itself/],
  ],
  [
    'a file that nothing imports',
    { 'src/core/old.ts': 'export {}\n' },
    [/^core\/old\.ts: nothing that is started imports this file/],
  ],
  [
    'two files that only import each other',
    {
      'src/core/left.ts': "import { right } from './right.ts'\nexport const left = () => right\n",
      'src/core/right.ts': "import { left } from './left.ts'\nexport const right = () => left\n",
    },
    [/^core\/left\.ts: nothing that is started/, /^core\/right\.ts: nothing that is started/],
  ],
  [
    'an export that nothing uses',
    plus('src/core/math/dot.ts', 'export const cross = () => 0'),
    [/^core\/math\/dot\.ts: nothing uses the export cross/],
  ],
  [
    'a type that nothing uses',
    plus('src/core/core.ts', 'export type Old = number'),
    [/^core\/core\.ts: nothing uses the export Old/],
  ],
  [
    'a package that nothing imports',
    { 'package.json': '{"dependencies": {"zod": "1", "left-pad": "1"}}' },
    [/^package\.json: nothing in src imports the dependency left-pad/],
  ],
]

describe('each planted breach is found, and nothing else', () => {
  test.each(planted)('%s', async (_, changes, expected) => {
    const breaches = await breachesOf(changes)
    expect(breaches).toHaveLength(expected.length)
    expected.forEach((pattern, i) => {
      expect(breaches[i]).toMatch(pattern)
    })
  })
})

test('types of the core may be named by a host, and resources by anyone', async () => {
  const changes = plus('src/core/core.ts', "import genres from '#resources/genres.json'\nvoid genres")
  expect(await breachesOf({ ...changes, 'resources/genres.json': '{}' })).toEqual([])
})
