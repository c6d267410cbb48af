/** E12 and A19: one instance, opened files, the window's place, long work, and the end. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { takeLock } from '../../src/core/store/lock.ts'
import { type App, build, importSongs, startApp } from './app.ts'

let folder: string
let started: App[] = []
const start = async (options: Parameters<typeof startApp>[0] = {}) => {
  const app = await startApp(options)
  started.push(app)
  return app
}
const playlist = (name: string) => {
  const path = join(folder, name)
  writeFileSync(path, '#EXTM3U\n#EXTINF:-1,Portishead - Roads\nroads.mp3\n')
  return path
}
const newLibrary = () => mkdtempSync(join(folder, 'library-'))
const isFree = (library: string) => {
  const lock = takeLock(library, 'command line')
  lock?.release()
  return lock !== null
}

beforeAll(() => {
  build()
  folder = mkdtempSync(join(tmpdir(), 'sidetrack-life-'))
})
afterEach(async () => {
  await Promise.all(started.map((app) => app.stop()))
  started = []
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('one instance', () => {
  test('the lock belongs to the library, and carries the files to open', async () => {
    const path = playlist('a.m3u8')
    const app = await start({ args: [path, 'notes.txt', '--some-switch=1'] })
    const { paths, additionalData } = await app.do('app')
    expect(paths.userData).toBe(join(app.library, 'window'))
    expect(additionalData).toEqual({ files: [path] })
  })

  test('a second start ends at once, without a window and without touching the library', async () => {
    const library = newLibrary()
    const second = await start({ library, singleInstance: false })
    expect(await second.ended).toBe(0)
    expect(existsSync(join(library, 'user.sqlite'))).toBe(false)
  })

  test('the first one comes to the front when a second starts', async () => {
    const app = await start()
    await app.do('setWindow', { minimized: true })
    await app.do('fire', 'app', 'second-instance', [], '/', { files: [] })
    expect((await app.do('windows'))[0]).toMatchObject({ minimized: false, shown: true })
    expect(await app.do('calls', 'BrowserWindow.focus')).toHaveLength(1)
  })

  test('what a second start hands over is checked', async () => {
    const app = await start()
    await app.do('listen')
    const wrong = [
      undefined,
      null,
      1,
      'x',
      [],
      { files: 'x' },
      { files: [1] },
      { files: ['relative.m3u8'] },
      { files: ['/etc/passwd'] },
    ]
    for (const data of wrong) await app.do('fire', 'app', 'second-instance', [], '/', data)
    expect(await app.do('bridge', 'chooseFiles')).toMatchObject({ ok: true })
    expect(await app.do('heard')).toEqual([])
  })

  test('a library that a command holds is refused in words', async () => {
    const library = newLibrary()
    const lock = takeLock(library, 'command line')
    const app = await start({ library })
    expect(await app.ended).toBe(1)
    lock?.release()
  })
})

describe('open with', () => {
  const opened = async (app: App) => {
    const heard = await app.until('heard', (all) => all.some(([what]) => what === 'opened'))
    return heard.filter(([what]) => what === 'opened').map(([, files]) => files)
  }

  test('a file named at the start waits for the page', async () => {
    const app = await start({ args: [playlist('start.m3u8')] })
    await app.until('calls', (calls) => calls.some(({ name }) => name === 'WebContents.send'))
    await app.do('listen')
    expect(await opened(app)).toEqual([[{ ref: expect.stringMatching(/^f-/), name: 'start.m3u8', bytes: 48 }]])
    expect(JSON.stringify(await app.do('heard'))).not.toContain(folder)
  })

  test('a relative path belongs to the folder of the start', async () => {
    playlist('near.xspf')
    const app = await start({ args: ['near.xspf'], cwd: folder })
    await app.do('listen')
    expect(await opened(app)).toMatchObject([[{ name: 'near.xspf' }]])
  })

  test('a file from a second start and one from macOS reach the page once', async () => {
    const app = await start()
    await app.do('listen')
    await app.do('fire', 'app', 'second-instance', [], '/', { files: [playlist('second.csv')] })
    await app.until('heard', (all) => all.length === 1)
    expect(await app.do('fire', 'app', 'open-file', playlist('dock.jspf'))).toBe(true)
    await app.until('heard', (all) => all.length === 2)
    expect(await opened(app)).toMatchObject([[{ name: 'second.csv' }], [{ name: 'dock.jspf' }]])
  })

  test('the menu asks for files and gives them to the page', async () => {
    const app = await start({ openDialog: [[playlist('menu.csv')]] })
    await app.do('listen')
    await app.do('menu', 'Import files…')
    expect(await opened(app)).toMatchObject([[{ name: 'menu.csv' }]])
  })
})

describe('the window', () => {
  const bounds = { x: 40, y: 60, width: 1100, height: 700 }
  const displays = [
    { x: 0, y: 0, width: 1920, height: 1040 },
    { x: 1920, y: 0, width: 1280, height: 1024 },
  ]
  const stateOf = (library: string) => JSON.parse(readFileSync(join(library, 'window', 'window-state.json'), 'utf8'))
  const withState = (state: unknown) => {
    const library = newLibrary()
    mkdirSync(join(library, 'window'))
    writeFileSync(
      join(library, 'window', 'window-state.json'),
      typeof state === 'string' ? state : JSON.stringify(state),
    )
    return library
  }

  test('comes back where it was, on the page it showed', async () => {
    const library = newLibrary()
    const first = await start({ library, displays })
    await first.do('setWindow', { bounds, maximized: true })
    await first.do('fire', 'page', 'did-navigate-in-page', 'app://bundle/#/playlists/3', true, 1, 1)
    await first.do('closeWindow').catch(() => {})
    expect(await first.ended).toBe(0)
    expect(stateOf(library)).toEqual({ bounds, maximized: true, fullScreen: false, route: '#/playlists/3' })
    const second = await start({ library, displays })
    const [window] = await second.do('windows')
    expect(window).toMatchObject({ bounds, maximized: true, fullScreen: false, loaded: ['app://bundle/#/playlists/3'] })
  })

  test('is written down while it is open, so that a crash loses little', async () => {
    const app = await start()
    await app.do('setWindow', { bounds })
    await app.do('fire', 'window', 'move')
    await expect.poll(() => existsSync(join(app.library, 'window', 'window-state.json')), { timeout: 3000 }).toBe(true)
    expect(stateOf(app.library).bounds).toEqual(bounds)
  })

  test('is not put on a screen that is gone', async () => {
    const library = withState({ bounds: { ...bounds, x: 2400 }, maximized: false, fullScreen: false, route: '' })
    const app = await start({ library, displays: displays.slice(0, 1) })
    const [window] = await app.do('windows')
    expect(window?.options).not.toHaveProperty('x')
    expect(window?.bounds).toMatchObject({ width: 1280, height: 820 })
  })

  test('stays on a second screen that is there, and is no larger than it', async () => {
    const wide = { x: 1930, y: 10, width: 1900, height: 1500 }
    const app = await start({
      library: withState({ bounds: wide, maximized: false, fullScreen: true, route: '' }),
      displays,
    })
    expect((await app.do('windows'))[0]).toMatchObject({
      bounds: { x: 1930, y: 10, width: 1280, height: 1024 },
      fullScreen: true,
    })
  })

  test.each([
    '',
    '{',
    'null',
    '[]',
    '{"bounds":{"x":"1"}}',
    '{"bounds":{"x":0,"y":0,"width":1e9,"height":1e9},"maximized":false,"fullScreen":false,"route":""}',
    '{"bounds":null,"maximized":false,"fullScreen":false,"route":"#/../../../etc"}',
    '{"bounds":null,"maximized":false,"fullScreen":false,"route":"https://example.com/"}',
    '{"bounds":null,"maximized":1,"fullScreen":false,"route":"#/library"}',
  ])('opens as new where its file says %s', async (state) => {
    const app = await start({ library: withState(state) })
    const [window] = await app.do('windows')
    expect(window).toMatchObject({ bounds: { width: 1280, height: 820 }, loaded: ['app://bundle/'] })
  })

  test('a page that broke is loaded again, once in a while only', async () => {
    const app = await start()
    for (let at = 0; at < 3; at += 1) await app.do('fire', 'page', 'render-process-gone', { reason: 'crashed' })
    expect(await app.do('calls', 'WebContents.reload')).toHaveLength(1)
  })

  test('menus go to pages and press the keys that pages know', async () => {
    const app = await start()
    await app.do('menu', 'Library')
    await app.do('menu', 'Search')
    await app.do('menu', 'Keyboard shortcuts')
    expect((await app.do('windows'))[0]?.loaded.at(-1)).toBe('app://bundle/#/library')
    const pressed = (await app.do('calls', 'WebContents.sendInputEvent')).map(({ args }) => args[0])
    expect(pressed).toMatchObject([
      { type: 'keyDown', keyCode: 'K', modifiers: ['control'] },
      { type: 'keyUp', keyCode: 'K' },
      { type: 'keyDown', keyCode: '?', modifiers: [] },
      { type: 'keyUp', keyCode: '?' },
    ])
  })
})

describe('long work', () => {
  test('shows on the task bar and keeps the computer awake until it is done', async () => {
    const app = await start()
    expect((await app.do('app')).blockers).toBe(0)
    await app.do('listen')
    await importSongs(app, folder)
    await app.until('heard', (heard) =>
      heard.some(([event, job]) => event === 'job' && (job as { state: string }).state !== 'running'),
    )
    expect((await app.do('app')).blockers).toBe(0)
    expect((await app.do('windows'))[0]?.progress).toBe(-1)
    const shown = (await app.do('calls', 'BrowserWindow.setProgressBar')).map(({ args }) => args[0] as number)
    expect(shown.slice(0, 2)).toEqual([-1, 2])
    expect(shown.at(-1)).toBe(-1)
    const known = shown.filter((fraction) => fraction >= 0 && fraction <= 1)
    expect(known.length).toBeGreaterThan(2)
    expect(known).toEqual([...known].sort((a, b) => a - b))
    expect(await app.do('calls', 'PowerSaveBlocker.start')).toMatchObject([{ args: ['prevent-app-suspension'] }])
  })

  test('outlives the window, says so, and ends the program when it is done', async () => {
    const library = newLibrary()
    const app = await start({ library })
    await app.do('bridge', 'call', 'sampleAdd', {})
    await app.do('closeWindow')
    const { trays, notifications } = await app.do('app')
    expect(trays).toEqual([['Open Sidetrack', 'Pause the work and quit']])
    expect(notifications).toMatchObject([{ open: true, options: { title: 'Sidetrack goes on working' } }])
    expect(await app.do('windows')).toEqual([])
    expect(await app.ended).toBe(0)
    expect(isFree(library)).toBe(true)
    const again = await start({ library })
    const { value } = (await again.do('bridge', 'call', 'libraryStatus', {})) as {
      value: { models: unknown[]; sample: unknown }
    }
    expect(value.sample).not.toBeNull()
    expect(value.models.length).toBeGreaterThan(0)
  })

  test('is there when the window comes back, from the tray, the notification, the dock or a second start', async () => {
    const app = await start()
    await app.do('bridge', 'call', 'train', {})
    await app.do('bridge', 'call', 'sampleAdd', {})
    const ways = [
      () => app.do('trayMenu', 'Open Sidetrack'),
      () => app.do('clickNotification'),
      () => app.do('fire', 'app', 'activate'),
      () => app.do('fire', 'app', 'second-instance', [], '/', { files: [] }),
    ]
    for (const open of ways) {
      await app.do('closeWindow')
      expect(await app.do('windows')).toEqual([])
      await open()
      const [window] = await app.do('windows')
      expect(window?.progress).toBeGreaterThanOrEqual(0)
      expect((await app.do('app')).trays).toEqual([])
      expect((await app.do('app')).notifications.filter((notification) => notification.open)).toEqual([])
    }
  })

  test('is stopped from the tray in good order', async () => {
    const library = newLibrary()
    const app = await start({ library })
    await app.do('bridge', 'call', 'sampleAdd', {})
    await app.do('closeWindow')
    await app.do('trayMenu', 'Pause the work and quit')
    expect(await app.ended).toBe(0)
    expect(isFree(library)).toBe(true)
  })
})

describe('the end', () => {
  test('closing the last window with nothing to do ends the program and frees the library', async () => {
    const library = newLibrary()
    const app = await start({ library })
    expect(isFree(library)).toBe(false)
    await app.do('closeWindow').catch(() => {})
    expect(await app.ended).toBe(0)
    expect(isFree(library)).toBe(true)
    expect(existsSync(join(library, 'lock-owner.json'))).toBe(false)
  })

  test('quitting while something runs stops it and ends within three seconds', async () => {
    const library = newLibrary()
    const app = await start({ library })
    await app.do('bridge', 'call', 'sampleAdd', {})
    const asked = performance.now()
    await app.do('quit')
    expect(await app.ended).toBe(0)
    expect(performance.now() - asked).toBeLessThan(3000)
    expect(isFree(library)).toBe(true)
  })

  test('nothing was said on stderr from start to end', async () => {
    const app = await start()
    await app.do('bridge', 'call', 'settings', {})
    await app.do('quit').catch(() => {})
    await app.ended
    expect(app.stderr()).toBe('')
  })
})
