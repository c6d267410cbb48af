/** What only a process shows: exit codes, what goes to which stream, signals, and the library lock. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWritable } from '#core/store/open.ts'
import { writeSmallFiles } from '../contract/small-files.ts'
import { zip } from '../core/sources/pack.ts'
import { type Ended, endWith, entry, environment, runCli, startCli, startServe } from './run-cli.ts'

let folder = ''
/** The sample library, made once; tests that change it work on copies. */
let sample = ''
let made: Ended
let files: Awaited<ReturnType<typeof writeSmallFiles>>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidetrack-cli-'))
  sample = join(folder, 'sample')
  files = await writeSmallFiles(folder)
  made = await runCli(['sample', '--library', sample, '--json'])
})
afterAll(() => rm(folder, { recursive: true, force: true }))

let copies = 0
async function copyOfSample(): Promise<string> {
  const copy = join(folder, `copy-${copies++}`)
  await cp(sample, copy, { recursive: true })
  return copy
}
const newLibrary = () => join(folder, `new-${copies++}`)

const errorOf = ({ stdout }: Ended) =>
  JSON.parse(stdout).error as { code: string; message: string; suggestions?: string[] }

describe('streams', () => {
  test('stdout is the JSON result and nothing else; progress goes to stderr', () => {
    expect(made.code).toBe(0)
    expect(made.stdout.trimEnd().split('\n')).toHaveLength(1)
    expect(Object.keys(JSON.parse(made.stdout))).toEqual(['source', 'name', 'files', 'seconds', 'models'])
    for (const phase of ['Reading', 'Indexing', 'Learning which bands', 'Learning taste factors', 'Measuring']) {
      expect(made.stderr).toContain(phase)
    }
  })

  test('a reading command writes no progress at all', async () => {
    const { code, stdout, stderr } = await runCli(['search', 'radiohead', '--library', sample, '--json'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({ total: 5 })
    expect(JSON.parse(stdout).items[0]).toMatchObject({ kind: 'artist', artist: 'Radiohead' })
  })

  test('without --json the result is text for people', async () => {
    const { code, stdout, stderr } = await runCli(['recommend', '--artist', 'Radiohead', '--library', sample])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(() => JSON.parse(stdout)).toThrow()
    expect(stdout).toMatch(/^#\s+ID\s+Band/)
    expect(stdout).toMatch(/listeners share it with Radiohead/)
    expect(stdout.split('\n').every((line) => line === line.trimEnd())).toBe(true)
  })

  test('a refusal is JSON on stdout where JSON was asked for, words on stderr elsewhere', async () => {
    const args = ['recommend', '--artist', 'Radiohed', '--library', sample]
    const [json, words] = await Promise.all([runCli([...args, '--json']), runCli(args)])
    expect(errorOf(json)).toMatchObject({
      code: 'artist-not-found',
      suggestions: expect.arrayContaining(['Radiohead']),
    })
    expect(json.stderr).toBe('')
    expect(words.stdout).toBe('')
    expect(words.stderr).toMatch(/No band called "Radiohed"\.\nDid you mean: Radiohead,/)
    expect([json.code, words.code]).toEqual([4, 4])
  })

  test('a reader that goes away early ends the command quietly', async () => {
    for (const closing of ['true', 'head -c 1']) {
      const line = `"${process.execPath}" "${entry}" recommend --artist Radiohead --limit 500 --library "${sample}" --json`
      const child = spawn('bash', ['-c', `set -o pipefail; ${line} | ${closing}`], {
        env: environment,
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      let stderr = ''
      child.stderr.on('data', (chunk) => {
        stderr += chunk
      })
      const started = performance.now()
      await once(child, 'close')
      expect(stderr).toBe('')
      expect(performance.now() - started).toBeLessThan(10_000)
    }
  })
})

describe('exit codes', () => {
  test('0 when it is done, also where a file was read in part', async () => {
    const { code, stdout } = await runCli(['import', files['partial.csv'], '--library', newLibrary(), '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ source: 1, files: [{ outcome: 'partial' }] })
  })

  test('1 for a fault', async () => {
    const library = newLibrary()
    const learned = await runCli(['train', '--library', library, '--json'])
    expect([learned.code, errorOf(learned).code]).toEqual([1, 'nothing-to-learn'])
    await writeFile(join(library, 'library.sqlite'), 'this was a database once')
    const damaged = await runCli(['sources', '--library', library, '--json'])
    expect([damaged.code, errorOf(damaged).code]).toEqual([1, 'library-damaged'])
  })

  const wrong: [string, string[]][] = [
    ['no command', []],
    ['an unknown command', ['dance']],
    ['an unknown option', ['search', 'x', '--loud']],
    ['a missing argument', ['import']],
    ['an argument too many', ['playlists', 'please']],
    ['a word for a number', ['recommend', '--artist', 'Radiohead', '--limit', 'ten']],
    ['a kind that is none', ['search', 'x', '--kind', 'album']],
    ['a model that is none', ['train', '--model', 'oracle']],
    ['a setting without a value', ['train', '--set', 'epochs']],
    ['nothing to recommend from', ['recommend']],
    ['nowhere to export to', ['playlist-export', '1']],
    ['an empty library name after an option', ['search', 'x', '--library']],
  ]
  test.each(wrong)('2 for bad usage: %s', async (_, args) => {
    const named = args.includes('--library') || args.length === 0 ? args : [...args, '--library', sample]
    const { code, stdout, stderr } = await runCli(named)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).not.toMatch(/\n\s+at /)
    expect(stderr.length).toBeGreaterThan(10)
  })

  test('3 when every file was rejected, with the ledger as the result', async () => {
    const missing = join(folder, 'nowhere.csv')
    const args = ['import', files['empty.csv'], files['picture.csv'], missing, '--library', newLibrary(), '--json']
    const { code, stdout } = await runCli(args)
    expect(code).toBe(3)
    const result = JSON.parse(stdout)
    expect(result.source).toBeNull()
    expect(result.files.map((file: { path: string; reason: string }) => [file.path, file.reason])).toEqual([
      [files['empty.csv'], 'empty-file'],
      [files['picture.csv'], 'binary-file'],
      [missing, 'not-found'],
    ])
  })

  const lost: [string, string[], string][] = [
    ['a band', ['recommend', '--artist', 'Nobody Knows Them'], 'artist-not-found'],
    ['a track', ['recommend', '--track', 'Radiohead - Nonesuch'], 'track-not-found'],
    ['a band to steer away from', ['recommend', '--artist', 'Radiohead', '--not-artist', 'Nobody'], 'artist-not-found'],
    ['a genre', ['recommend', '--artist', 'Radiohead', '--genre', 'nonesuch'], 'filter-not-found'],
    ['a model', ['recommend', '--artist', 'Radiohead', '--model', 'nonesuch'], 'model-not-found'],
    ['a source', ['source-remove', '99'], 'source-not-found'],
    ['a playlist', ['playlist-export', '99', '--out', '/tmp/never.csv', '--format', 'csv'], 'playlist-not-found'],
    ['a track for a playlist', ['playlist-create', 'List', '--track', 'Nobody - Nothing'], 'track-not-found'],
  ]
  test.each(lost)('4 when it is not there: %s', async (_, args, reason) => {
    const ended = await runCli([...args, '--library', sample, '--json'])
    expect([ended.code, errorOf(ended).code]).toEqual([4, reason])
  })

  test('5 when it is stopped with Ctrl+C, within 3 seconds, with the model that was there', async () => {
    const library = await copyOfSample()
    const running = startCli(['train', '--set', 'sgns.epochs=1000', '--library', library, '--json'])
    await running.said('Learning which bands are heard together')
    const asked = performance.now()
    running.child.kill('SIGINT')
    const ended = await running.ended
    expect(performance.now() - asked).toBeLessThan(3000)
    expect([ended.code, errorOf(ended).code]).toEqual([5, 'cancelled'])
    const models = await runCli(['models', '--library', library, '--json'])
    expect(JSON.parse(models.stdout).items).toEqual(JSON.parse(made.stdout).models)
  })
})

describe('beside an open window', () => {
  let served: Awaited<ReturnType<typeof startServe>>
  let library = ''
  beforeAll(async () => {
    library = await copyOfSample()
    served = await startServe(library)
  })
  afterAll(() => endWith(served.child, 'SIGKILL'))

  test('serve says where it is in its first line', async () => {
    const { url, port, token } = JSON.parse(served.firstLine)
    expect(url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port}/#code=`))
    const ping = await fetch(`http://127.0.0.1:${port}/api/ping`, { headers: { Authorization: `Bearer ${token}` } })
    expect(ping.status).toBe(200)
  })

  const reading = [['sources'], ['models'], ['playlists'], ['search', 'radio'], ['recommend', '--artist', 'Radiohead']]
  test.each(reading)('reading works: %s', async (...args) => {
    const { code, stdout } = await runCli([...args, '--library', library, '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toHaveProperty('items')
  })

  const writing = [
    ['sample'],
    ['import', 'FILE'],
    ['train'],
    ['source-remove', '1'],
    ['playlist-create', 'Mine'],
    ['serve'],
  ]
  test.each(writing)('6, and who has it: %s', async (...args) => {
    const words = args.map((word) => (word === 'FILE' ? files['songs.csv'] : word))
    const ended = await runCli([...words, '--library', library, '--json'])
    expect([ended.code, errorOf(ended).code]).toEqual([6, 'library-in-use'])
    expect(errorOf(ended).message).toContain(`process ${served.pid}`)
    expect(errorOf(ended).message).toMatch(/Close it or wait/)
  })

  test('SIGTERM ends it with 0 within 3 seconds, and the library is free', async () => {
    const { code, milliseconds } = await endWith(served.child, 'SIGTERM')
    expect(code).toBe(0)
    expect(milliseconds).toBeLessThan(3000)
    const { code: after } = await runCli(['playlist-create', 'Mine', '--library', library, '--json'])
    expect(after).toBe(0)
  })
})

describe('kill -9', () => {
  test('of a host leaves a library that starts, with all that was in it', async () => {
    const library = await copyOfSample()
    const first = await startServe(library)
    await endWith(first.child, 'SIGKILL')
    const second = await startServe(library)
    const { items } = JSON.parse((await runCli(['playlists', '--library', library, '--json'])).stdout)
    expect(items).toEqual([])
    const { code } = await endWith(second.child, 'SIGINT')
    expect(code).toBe(0)
    const { stdout } = await runCli([
      'recommend',
      '--artist',
      'Radiohead',
      '--limit',
      '3',
      '--library',
      library,
      '--json',
    ])
    expect(JSON.parse(stdout).items).toHaveLength(3)
  })

  test('in the middle of learning keeps the model that was there', async () => {
    const library = await copyOfSample()
    const running = startCli(['train', '--set', 'sgns.epochs=1000', '--library', library])
    await running.said('Learning which bands are heard together')
    running.child.kill('SIGKILL')
    await running.ended
    const { stdout } = await runCli(['models', '--library', library, '--json'])
    expect(JSON.parse(stdout).items).toEqual(JSON.parse(made.stdout).models)
  })

  test('in the middle of an import leaves nothing of it, and the import can be done again', async () => {
    const large = join(folder, 'large.csv')
    const rows = Array.from({ length: 300_000 }, (_, i) => `${i + 1},Band ${i % 5000},Song ${i}`)
    await writeFile(large, `song_id,band,song_name\n${rows.join('\n')}\n`)
    const library = newLibrary()
    const running = startCli(['import', large, '--library', library])
    await running.said('Reading 0 %')
    await new Promise((done) => setTimeout(done, 300))
    running.child.kill('SIGKILL')
    expect((await running.ended).signal).toBe('SIGKILL')
    expect(JSON.parse((await runCli(['sources', '--library', library, '--json'])).stdout)).toEqual({ items: [] })
    const { code, stdout } = await runCli(['import', files['songs.csv'], '--library', library, '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout).files).toMatchObject([{ kept: 3, merged: 0 }])
    const { items } = JSON.parse((await runCli(['sources', '--library', library, '--json'])).stdout)
    expect(items).toHaveLength(1)
    expect(items[0].counts.tracks).toBe(3)
  })
})

describe('after an update', () => {
  test('a library of the older version is brought to the newest by a command that only reads', async () => {
    const older = join(folder, 'older-migrations')
    for (const name of ['library', 'user'] as const) {
      const from = join(import.meta.dirname, '../../resources/migrations', name)
      const [first = ''] = await readdir(from)
      await cp(join(from, first), join(older, name, first), { recursive: true })
    }
    const library = newLibrary()
    for (const name of ['library', 'user'] as const) openWritable(library, name, older).close()
    expect((await runCli(['sources', '--library', library, '--json'])).stdout).toContain('"items":[]')
    expect((await runCli(['doctor', '--library', library])).code).toBe(0)
  })
})

describe('usage', () => {
  test('names every command and its options', async () => {
    const { stderr } = await runCli([])
    const words = ['import PATH...', 'sources', 'source-remove ID', 'train', 'search TEXT', 'recommend', 'serve']
    const playlists = ['playlist-create NAME', 'playlists', 'playlist-export ID']
    for (const word of [...words, ...playlists, '--library FOLDER', '--json', '--not-artist']) {
      expect(stderr).toContain(word)
    }
  })

  test('is a result, not a fault, where it was asked for', async () => {
    for (const args of [['--help'], ['help'], ['recommend', '--help']]) {
      const { code, stdout, stderr } = await runCli(args)
      expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' })
      expect(stdout).toContain('Usage: npm run -s sidetrack -- COMMAND')
    }
  })

  test('says what was found and what was expected', async () => {
    expect((await runCli(['dance'])).stderr).toMatch(/There is no command "dance"\.[\s\S]*Usage:/)
    expect((await runCli(['train', '--seed', 'x', '--library', sample])).stderr).toBe(
      '--seed expects a whole number; found "x".\n',
    )
  })
})

describe('import takes folders and options', () => {
  test('a folder means its files; a name and a format may be given', async () => {
    const library = newLibrary()
    const { code, stdout } = await runCli([
      'import',
      join(folder, 'files'),
      '--name',
      'Mine',
      '--library',
      library,
      '--json',
    ])
    const result = JSON.parse(stdout)
    expect({ code, name: result.name }).toEqual({ code: 0, name: 'Mine' })
    expect(result.files.map((file: { path: string }) => file.path).sort()).toEqual(Object.values(files).sort())
  })

  test('cleaning is counted before anything is imported, and rules are thrown with an import', async () => {
    const library = newLibrary()
    const songs = join(folder, 'spellings.csv')
    await writeFile(songs, 'song_id,band,song_name\n1,Sigur Rós,A\n2,Sigur Rós,B\n3,Sigur Ros,C\n')
    const ask = ['import-cleaning', songs, '--library', library]
    expect((await runCli(ask)).stdout).toMatch(/on {3}accents +joins 1, such as Sigur Ros to Sigur Rós/)
    expect((await runCli([...ask, '--rule', 'accents=off'])).stdout).toMatch(/off {2}accents +would join 1/)
    expect((await runCli([...ask, '--rule', 'accents=maybe'])).code).toBe(2)
    expect((await runCli(['import', songs, '--rule', 'accents=off', '--library', library])).code).toBe(0)
    expect((await runCli(['cleaning', '--library', library])).stdout).toMatch(/off {2}accents +1 would be joined/)
  })

  test('the records behind a reason are written as CSV', async () => {
    const library = newLibrary()
    const songs = join(folder, 'songs-with-gaps.csv')
    await writeFile(songs, 'song_id,band,song_name\n1,Low,Lullaby\n2,Low\n3,,Words\n')
    expect((await runCli(['import', songs, '--library', library, '--json'])).code).toBe(0)
    const out = join(folder, 'gaps.csv')
    const ask = ['source-records', '1', '--reason', 'columns-missing', '--library', library]
    const { code, stdout } = await runCli([...ask, '--out', out, '--json'])
    expect([code, JSON.parse(stdout)]).toEqual([0, { written: 1, records: 1, mendable: true }])
    const [header, , record] = (await readFile(out, 'utf8')).split('\r\n')
    expect([header, record]).toEqual(['file,line,reason,record', `${songs},3,columns-missing,"2,Low"`])
    expect((await runCli(ask)).code).toBe(2)
    await writeFile(out, (await readFile(out, 'utf8')).replace('"2,Low"', '"2,Low,Words"'))
    expect((await runCli(['inspect', out, '--library', library])).stdout).toContain(
      'go back into Million music playlists',
    )
    const mended = JSON.parse((await runCli(['import', out, '--library', library, '--json'])).stdout)
    expect([mended.source, mended.files[0].kept]).toEqual([1, 1])
  })

  test('an export lands where it was asked to, and never half', async () => {
    const library = await copyOfSample()
    const { stdout } = await runCli([
      ...['playlist-create', 'Two', '--track', 'Radiohead - Creep', '--artist', 'Björk'],
      ...['--library', library, '--json'],
    ])
    const { id } = JSON.parse(stdout)
    const out = join(folder, 'two.csv')
    const written = await runCli([
      'playlist-export',
      `${id}`,
      '--format',
      'csv',
      '--out',
      out,
      '--library',
      library,
      '--json',
    ])
    expect(JSON.parse(written.stdout)).toEqual({ written: 2, commented: 0, base: null, withFile: 0, withRecording: 0 })
    expect((await readFile(out, 'utf8')).split('\r\n')).toHaveLength(4)
    const styled = ['playlist-export', `${id}`, '--out', join(folder, 'two.m3u8'), '--library', library, '--json']
    const options = ['--paths', 'relative', '--windows', 'yes', '--without-file', 'comment', '--swap', '/a=/b']
    const asked = await runCli([...styled, ...options])
    expect(JSON.parse(asked.stdout)).toMatchObject({ written: 0, commented: 2, base: null })
    expect(await readFile(join(folder, 'two.m3u8'), 'utf8')).toContain('# no file: Radiohead - Creep\r\n')
    const played = await runCli([...styled, '--for', 'winamp', '--without-file', 'label'])
    expect(JSON.parse(played.stdout)).toMatchObject({ written: 2, commented: 0 })
    expect(await readFile(join(folder, 'two.m3u8'), 'utf8')).toMatch(/^#EXTM3U\r\n/)
    expect((await runCli([...styled, '--for', 'gramophone'])).code).toBe(2)
    expect((await runCli([...styled, '--paths', 'sideways'])).code).toBe(2)
    expect((await runCli([...styled, '--format', 'xspf', '--paths', 'relative'])).code).toBe(2)
    const nowhere = join(folder, 'no', 'such', 'folder.csv')
    const failed = await runCli(['playlist-export', `${id}`, '--out', nowhere, '--library', library, '--json'])
    expect([failed.code, errorOf(failed).code]).toEqual([1, 'export-failed'])
  })

  test('vectors go out as .npy with their names, come back, and recommend', async () => {
    const library = ['--library', await copyOfSample(), '--json']
    const [npy, meta] = [join(folder, 'final_embeddings.npy'), join(folder, 'songs_meta.csv')]
    const models = JSON.parse((await runCli(['models', ...library])).stdout).items as { id: number; entity: string }[]
    const id = models.find(({ entity }) => entity === 'artist')?.id
    const out = ['--format', 'npy', '--out', npy, '--meta', meta]
    const gone = await runCli(['vectors-export', '--model', `${id}`, ...out, ...library])
    const { written, dimensions } = JSON.parse(gone.stdout)
    const alone = await runCli(['vectors-import', npy, ...library])
    expect([alone.code, errorOf(alone).message]).toEqual([2, expect.stringContaining('--meta FILE')])
    const taken = JSON.parse((await runCli(['vectors-import', npy, '--meta', meta, ...library])).stdout)
    expect(taken).toMatchObject({ entity: 'artist', format: 'npy', rows: written, matched: written, dimensions })
    const list = await runCli(['recommend', '--artist', 'Radiohead', '--model', 'imported', ...library])
    const used = JSON.parse(list.stdout).models
    const archive = join(folder, 'vectors.zip')
    const members = [npy, meta].map(async (path) => ({ name: `set/${basename(path)}`, content: await readFile(path) }))
    await writeFile(archive, zip(await Promise.all(members)))
    const inside = await runCli(['inspect', archive, ...library.slice(0, 2)])
    expect(inside.stdout).toContain('vectors.zip/set/final_embeddings.npy: ready-made vectors (npy)')
    const packed = JSON.parse((await runCli(['vectors-import', archive, ...library])).stdout)
    expect(packed).toMatchObject({ entity: 'artist', format: 'npy', rows: written, matched: written })
    expect(used).toEqual([{ id: taken.model, algorithm: 'imported', simulated: expect.any(Boolean) }])
  })
})

test('a genre is corrected by one command, which counts in the next and can be taken back', async () => {
  const library = await copyOfSample()
  const run = async (...words: string[]) => {
    const { stdout } = await runCli([...words, '--library', library, '--json'])
    return JSON.parse(stdout)
  }
  const wrong = await run('genre', 'Radiohead', '--not', 'rock', '--is', 'dnb')
  expect(wrong).toMatchObject({ artist: 'Radiohead' })
  expect(wrong.corrected).toContainEqual({ genre: 'rock', is: false })
  expect(wrong.corrected).toContainEqual({ genre: 'drum and bass', is: true })
  expect(wrong.genres[0]).toBe('drum and bass')
  const jungle = await run('recommend', '--artist', 'Björk', '--genre', 'drum and bass', '--limit', '500')
  expect(jungle.items.map(({ artist }: { artist: string }) => artist)).toContain('Radiohead')
  expect((await run('genre-corrections')).items).toHaveLength(2)
  const right = await run('genre', 'Radiohead', '--forget', 'rock', '--forget', 'dnb')
  expect(right.corrected).toEqual([])
  expect(right.genres).not.toContain('drum and bass')
})

test('it all runs as `npm run -s sidetrack`', async () => {
  const args = ['search', 'radiohead', '--library', sample, '--json']
  const { code, stdout } = await startCli(args, ['npm', 'run', '-s', 'sidetrack', '--']).ended
  expect(code).toBe(0)
  expect(JSON.parse(stdout).items[0].artist).toBe('Radiohead')
})
