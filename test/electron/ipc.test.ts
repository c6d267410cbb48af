/** E4, E5, E9: who may ask main, with what; and that paths stay there. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requests } from '../../src/api/bridge.ts'
import type { Reply } from '../../src/api/errors.ts'
import { type App, build, root, startApp } from './app.ts'
import { notPlain, strangers, tooLarge, wrongShapes } from './attacks.ts'

let app: App
let folder: string
beforeAll(async () => {
  build()
  app = await startApp()
  folder = mkdtempSync(join(tmpdir(), 'sidetrack-files-'))
  writeFileSync(join(folder, 'artists.dat'), 'id\tname\n1\tPortishead\n')
})
afterAll(async () => {
  await app.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** What each channel takes from the page when all is well. */
const good = (): Record<keyof typeof requests, unknown[][]> => ({
  call: [
    ['libraryStatus', {}],
    ['search', { text: 'port' }],
    ['playlistCreate', { name: 'Never made' }],
    ['sampleAdd', {}],
  ],
  chooseFiles: [[]],
  chooseFolder: [[]],
  filesDropped: [[[join(folder, 'artists.dat')]]],
  chooseExport: [['list.m3u8']],
  takeOpened: [[]],
})

describe.each(Object.entries(requests))('%s', (name, channel) => {
  const key = name as keyof typeof requests
  const attack = async (tries: { sender: (typeof strangers)[number] | 'page'; args: unknown[] }[]) =>
    (await app.do(
      'attack',
      tries.map((one) => ({ channel, ...one })),
    )) as Reply<unknown>[]

  test('refuses every stranger, whatever they ask', async () => {
    const tries = strangers.flatMap((sender) => [...good()[key], ...wrongShapes[key]].map((args) => ({ sender, args })))
    const replies = await attack(tries)
    expect(tries.length).toBeGreaterThanOrEqual(200)
    for (const [at, reply] of replies.entries()) {
      expect(reply, JSON.stringify(tries[at]?.sender)).toMatchObject({
        ok: false,
        error: { code: 'permission-denied' },
      })
    }
  })

  test('refuses arguments of the wrong shape, number or kind from its own page', async () => {
    const tries = [...wrongShapes[key], ...notPlain(good()[key])]
    const replies = await attack(tries.map((args) => ({ sender: 'page' as const, args })))
    expect(tries.length).toBeGreaterThanOrEqual(200)
    for (const [at, reply] of replies.entries()) {
      expect(reply, String(at)).toMatchObject({ ok: false, error: { code: 'bad-arguments' } })
    }
  })

  test('refuses more than 1 MiB', async () => {
    for (const args of tooLarge(good()[key])) {
      const [reply] = await attack([{ sender: 'page', args }])
      expect(reply).toMatchObject({ ok: false, error: { code: 'too-large' } })
    }
  })

  test('says no path, stack or SQL in any refusal', async () => {
    const tries = wrongShapes[key].slice(0, 60).map((args) => ({ sender: 'page' as const, args }))
    for (const reply of await attack(tries)) expect(JSON.stringify(reply)).not.toMatch(/\/work|\/tmp|node:|\.ts|SELECT/)
  })
})

describe('after all attacks', () => {
  test('no dialog was shown, nothing was made, and the page is still served', async () => {
    expect(await app.do('calls', 'Dialog.showOpenDialog')).toEqual([])
    expect(await app.do('calls', 'Dialog.showSaveDialog')).toEqual([])
    expect(await app.do('bridge', 'call', 'playlists', {})).toEqual({ ok: true, value: { items: [] } })
    expect(await app.do('bridge', 'call', 'libraryStatus', {})).toMatchObject({ ok: true, value: { jobs: [] } })
  })

  test('there are no channels but those of the bridge', async () => {
    expect((await app.do('channels')).sort()).toEqual(Object.values(requests).sort())
  })
})

describe('the bridge', () => {
  test('is one object of named functions', async () => {
    const names = ['call', 'chooseExport', 'chooseFiles', 'chooseFolder', 'filesDropped', 'on', 'onOpened']
    expect(await app.do('bridgeNames')).toEqual([['sidetrack', names]])
  })

  test('the built preload script is one file that asks for electron and nothing else', () => {
    const text = readFileSync(join(root, 'out/preload/index.cjs'), 'utf8')
    expect([...text.matchAll(/require\(([^)]*)\)/g)].map(([, name]) => name)).toEqual(['"electron"'])
    expect(text).not.toMatch(/import\(|process\.|ipcRenderer\.send/)
  })

  test('carries calls, and refusals of the core with their code and words', async () => {
    const made = await app.do('bridge', 'call', 'playlistCreate', { name: 'Late drive' })
    expect(made).toMatchObject({ ok: true, value: { added: 0 } })
    expect(await app.do('bridge', 'call', 'playlist', { id: 99 })).toMatchObject({
      ok: false,
      error: { code: 'playlist-not-found' },
    })
  })

  test('tells events without the event object, until the listener leaves', async () => {
    await app.do('listen')
    await app.do('bridge', 'call', 'playlistCreate', { name: 'Heard' })
    expect(await app.until('heard', (heard) => heard.length > 0)).toEqual([['playlistsChanged', {}]])
    await app.do('stopListening')
    await app.do('bridge', 'call', 'playlistCreate', { name: 'Not heard' })
    expect(await app.do('heard')).toHaveLength(1)
  })

  test('takes only functions as listeners', async () => {
    for (const wrong of [undefined, null, 'x', {}]) {
      await expect(app.do('bridge', 'on', wrong)).rejects.toThrow('A listener is a function')
      await expect(app.do('bridge', 'onOpened', wrong)).rejects.toThrow('A listener is a function')
    }
  })
})

const refs = (reply: unknown) => (reply as { value: { ref: string; name: string; bytes: number }[] }).value

describe('files', () => {
  test('a dialog gives refs and names, never a path', async () => {
    await app.do('answer', { openDialog: [[join(folder, 'artists.dat')]] })
    const reply = await app.do('bridge', 'chooseFiles')
    expect(refs(reply)).toEqual([{ ref: expect.stringMatching(/^f-[0-9a-f]{32}$/), name: 'artists.dat', bytes: 21 }])
    expect(JSON.stringify(reply)).not.toContain(folder)
    const inspected = await app.do('bridge', 'call', 'importInspect', { files: [refs(reply)[0]?.ref] })
    expect(inspected).toMatchObject({ ok: true, value: { files: [{ name: 'artists.dat' }] } })
    expect(JSON.stringify(inspected)).not.toContain(folder)
  })

  test('a dialog that is dismissed gives an empty list', async () => {
    expect(await app.do('bridge', 'chooseFiles')).toEqual({ ok: true, value: [] })
  })

  test('dropped files give refs', async () => {
    const reply = await app.do('bridgeFiles', [{ name: 'artists.dat', path: join(folder, 'artists.dat') }])
    expect(refs(reply)).toMatchObject([{ name: 'artists.dat' }])
    expect(JSON.stringify(reply)).not.toContain(folder)
  })

  test('a dropped folder gives its files in their order, without hidden ones and links', async () => {
    const set = join(folder, 'set')
    mkdirSync(join(set, 'below'), { recursive: true })
    for (const name of ['b.csv', 'a.csv', '.hidden']) writeFileSync(join(set, name), name)
    symlinkSync('/etc/passwd', join(set, 'link.csv'))
    const reply = await app.do('bridgeFiles', [{ name: 'set', path: set }])
    expect(refs(reply).map(({ name }) => name)).toEqual(['a.csv', 'b.csv'])
  })

  test('a dropped folder with music somewhere below comes whole, to be read where it lies', async () => {
    const music = join(folder, 'Music')
    mkdirSync(join(music, 'Low', 'Trust'), { recursive: true })
    writeFileSync(join(music, 'list.m3u8'), '#EXTM3U')
    writeFileSync(join(music, 'Low', 'Trust', '01.mp3'), 'x')
    const reply = await app.do('bridgeFiles', [{ name: 'Music', path: music }])
    expect(refs(reply).map(({ name }) => name)).toEqual(['Music'])
  })

  test('a file that the page made up has no path and gives nothing', async () => {
    const reply = await app.do('bridgeFiles', [{ name: 'artists.dat', path: null }])
    expect(reply).toMatchObject({ ok: false, error: { code: 'file-not-found' } })
    expect(await app.do('bridge', 'filesDropped', ['/etc/passwd'])).toMatchObject({ ok: false })
    expect(await app.do('bridge', 'filesDropped', '/etc/passwd')).toMatchObject({ ok: false })
  })

  test('the files of the library, devices and what is not there give nothing, even by a link', async () => {
    symlinkSync(join(app.library, 'user.sqlite'), join(folder, 'innocent.csv'))
    const wrong = [
      join(app.library, 'user.sqlite'),
      app.library,
      join(folder, 'innocent.csv'),
      '/dev/null',
      '/dev/zero',
      join(folder, 'missing.csv'),
      'artists.dat',
      '../etc/passwd',
      `${folder}/artists.dat\0.csv`,
    ]
    for (const path of wrong) {
      const reply = await app.do('invoke', requests.filesDropped, [[path]])
      expect([path, reply]).toEqual([path, { ok: false, error: expect.objectContaining({ code: 'file-not-found' }) }])
    }
  })

  test('an export goes where the listener chose and nowhere else', async () => {
    const path = join(folder, 'drive.m3u8')
    await app.do('answer', { saveDialog: [path] })
    const reply = (await app.do('bridge', 'chooseExport', 'Late drive.m3u8')) as Reply<{ ref: string; name: string }>
    expect(reply).toEqual({ ok: true, value: { ref: expect.stringMatching(/^f-/), name: 'drive.m3u8', bytes: 0 } })
    const to = reply.ok ? reply.value.ref : ''
    expect(await app.do('bridge', 'call', 'playlistExport', { id: 1, format: 'm3u8', to })).toMatchObject({ ok: true })
    expect(readFileSync(path, 'utf8')).toContain('#EXTM3U')
  })

  test('a ref to read cannot be written to', async () => {
    const path = join(folder, 'artists.dat')
    const [file] = refs(await app.do('bridgeFiles', [{ name: 'artists.dat', path }]))
    const reply = await app.do('bridge', 'call', 'playlistExport', { id: 1, format: 'm3u8', to: file?.ref })
    expect(reply).toMatchObject({ ok: false, error: { code: 'file-not-found' } })
    expect(readFileSync(path, 'utf8')).toContain('Portishead')
  })

  test('the suggested name is a name only, and the ending is added where the dialog left it out', async () => {
    const suggestions = ['../../etc/cron.m3u8', 'C:\\x\\list.csv', 'a\u202eb.m3u8', '..', 'no ending']
    for (const name of suggestions) await app.do('bridge', 'chooseExport', name)
    const asked = (await app.do('calls', 'Dialog.showSaveDialog')).slice(-suggestions.length)
    const paths = asked.map(({ args }) => (args[1] as { defaultPath: string }).defaultPath)
    expect(paths).toEqual(['/tmp/cron.m3u8', '/tmp/list.csv', '/tmp/ab.m3u8', '/tmp/Playlist', '/tmp/no ending'])
    await app.do('answer', { saveDialog: [join(folder, 'bare')] })
    expect(await app.do('bridge', 'chooseExport', 'x.csv')).toMatchObject({ value: { name: 'bare.csv' } })
  })

  test('an export cannot overwrite the library', async () => {
    symlinkSync(app.library, join(folder, 'shortcut'))
    for (const path of [join(app.library, 'user.sqlite'), join(folder, 'shortcut', 'x.m3u8')]) {
      await app.do('answer', { saveDialog: [path] })
      const reply = await app.do('bridge', 'chooseExport', 'x.m3u8')
      expect(reply).toMatchObject({ ok: false, error: { code: 'permission-denied' } })
    }
    await app.do('answer', { saveDialog: [join(folder, 'no', 'such', 'x.m3u8')] })
    expect(await app.do('bridge', 'chooseExport', 'x.m3u8')).toMatchObject({ ok: false })
  })
})
