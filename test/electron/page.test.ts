/**
 * The whole way: the built window in a real Chromium, over the built preload script and main process, to the core. Only
 * Electron itself is the fake. The desktop half of the end-to-end suite for machines without its binary.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Reply } from '../../src/api/errors.ts'
import { type App, build, importSongs, startApp } from './app.ts'

const program = '/usr/bin/chromium'
const browserIsThere = existsSync(program) && process.env.SIDETRACK_NO_BROWSER !== '1'
const origin = 'http://bundle.localhost'

let app: App
let browser: Browser
let page: Page
let folder: string
const faults: string[] = []
const strays: string[] = []

beforeAll(async () => {
  build()
  if (!browserIsThere) return
  folder = mkdtempSync(join(tmpdir(), 'sidetrack-page-'))
  app = await startApp()
  browser = await chromium.launch({
    executablePath: program,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
  })
  page = await browser.newPage()
  page.on('pageerror', (fault) => faults.push(fault.message))
  page.on('console', (line) => line.type() === 'error' && faults.push(line.text()))
  await page.exposeFunction('sidetrackDo', (name: string, ...args: unknown[]) =>
    name === 'dropped'
      ? app.do(
          'bridgeFiles',
          (args[0] as string[]).map((file) => ({ name: file, path: join(folder, file) })),
        )
      : (app.do as (name: string, ...args: unknown[]) => unknown)(name, ...args),
  )
  await page.addInitScript({ path: join(import.meta.dirname, 'fake', 'in-page.js') })
  await page.route('**/*', async (route) => {
    const url = route.request().url()
    if (!url.startsWith(`${origin}/`)) {
      if (!url.startsWith('data:')) strays.push(url)
      return route.abort()
    }
    const { status, headers, text } = await app.do('request', url.replace(origin, 'app://bundle'))
    return route.fulfill({ status, headers, body: text })
  })
  await page.goto(`${origin}/`)
})
afterAll(async () => {
  await browser?.close()
  await app?.stop()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

const call = async <T>(method: string, args: unknown): Promise<T> => {
  const reply = (await app.do('bridge', 'call', method, args)) as Reply<T>
  if (!reply.ok) throw new Error(reply.error.message)
  return reply.value
}

describe.skipIf(!browserIsThere)('the window over the bridge', () => {
  test('opens under the policy of app://, with nothing asked of any network', async () => {
    await page.getByRole('main').first().waitFor()
    expect(await page.evaluate('typeof window.sidetrack?.call')).toBe('function')
    expect(faults).toEqual([])
    expect(strays).toEqual([])
  })

  test('shows a file that was opened with Sidetrack where files arrive', async () => {
    writeFileSync(join(folder, 'opened.csv'), 'artist,plays\nPortishead,3\n')
    await app.do('fire', 'app', 'open-file', join(folder, 'opened.csv'))
    await page.getByText('opened.csv').first().waitFor()
    expect(new URL(page.url()).hash).toBe('#/import')
    expect(await page.content()).not.toContain(folder)
  })

  test('takes chosen files by reference, without reading them itself', async () => {
    await page.goto(`${origin}/#/discover`)
    await page.reload()
    writeFileSync(join(folder, 'artists.dat'), 'id\tname\turl\tpictureURL\n1\tPortishead\tx\ty\n')
    await page.getByRole('main').first().waitFor()
    await page.evaluate(`{
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File(['not what is on the disk'], 'artists.dat'))
      window.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }))
    }`)
    await page.getByText('artists.dat').first().waitFor()
    await page.getByText('Portishead').first().waitFor()
    expect(readdirSync(join(app.library, 'incoming'))).toEqual([])
  })

  test('follows events: what a call changes elsewhere appears here', async () => {
    await page.goto(`${origin}/#/playlists`)
    await app.do('bridge', 'call', 'playlistCreate', { name: 'Made elsewhere' })
    await page.getByText('Made elsewhere').first().waitFor()
  })

  test('writes an export where the listener chose, and says its name', async () => {
    await importSongs(app, folder)
    const isOver = ([event, job]: unknown[]) => event === 'job' && (job as { state: string }).state !== 'running'
    await app.until('heard', (heard) => heard.some(isOver))
    const found = await call<{ items: { id: string }[] }>('search', { text: 'Portishead', kind: 'artist' })
    const made = await call<{ id: number }>('playlistCreate', { name: 'Late drive', items: [found.items[0]?.id] })
    await app.do('answer', { saveDialog: [join(folder, 'my own name.m3u8')] })
    await page.goto(`${origin}/#/playlists/${made.id}`)
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByRole('menuitem', { name: /^M3U8/ }).click()
    await page.getByText('my own name.m3u8').first().waitFor()
    expect(readFileSync(join(folder, 'my own name.m3u8'), 'utf8')).toContain('#EXTM3U')
    expect(await page.content()).not.toContain(folder)
    expect(faults).toEqual([])
    expect(strays).toEqual([])
  })
})
