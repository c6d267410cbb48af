/** The built program in the real Electron, where its binary is there: what the fake can only stand in for. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { build, root } from './app.ts'

const program = findProgram()
const hasScreen = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
const mayRun = process.platform !== 'linux' || process.getuid?.() !== 0
const why = !program
  ? 'skipped: there is no Electron binary in node_modules/electron/dist'
  : !hasScreen
    ? 'skipped: there is no screen'
    : mayRun
      ? ''
      : 'skipped: Electron’s sandbox does not run for root'

function findProgram(): string | null {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const file = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform as string]
  const path = join(override ?? join(root, 'node_modules', 'electron', 'dist'), file ?? 'electron')
  return existsSync(path) ? path : null
}

describe.skipIf(why !== '')(`real Electron ${why}`, () => {
  let app: ElectronApplication
  let page: Page
  let library: string
  beforeAll(async () => {
    build()
    library = mkdtempSync(join(tmpdir(), 'sidetrack-real-'))
    app = await _electron.launch({ executablePath: program as string, args: [root, '--library', library], cwd: root })
    page = await app.firstWindow()
  })
  afterAll(async () => {
    await app?.close()
    if (library) rmSync(library, { recursive: true, force: true })
  })

  test('shows the window from app://bundle/ in a sandbox', async () => {
    expect(page.url()).toMatch(/^app:\/\/bundle\//)
    await page.getByRole('main').first().waitFor()
    expect(await page.evaluate('[typeof window.sidetrack, typeof process, typeof require]')).toEqual([
      'object',
      'undefined',
      'undefined',
    ])
  })

  test('answers calls over the bridge', async () => {
    const reply = await page.evaluate("window.sidetrack.call('libraryStatus', {})")
    expect(reply).toMatchObject({ ok: true, value: { access: 'read-write' } })
  })

  test('goes nowhere, opens nothing and asks nobody', async () => {
    const outcome = await page.evaluate(`(async () => ({
      opened: window.open('https://example.com/') !== null,
      fetched: await fetch('https://example.com/').then(() => true, () => false),
      located: (await navigator.permissions.query({ name: 'geolocation' })).state,
    }))()`)
    expect(outcome).toEqual({ opened: false, fetched: false, located: 'denied' })
    await page.evaluate("location.href = 'https://example.com/'")
    expect(page.url()).toMatch(/^app:\/\/bundle\//)
  })

  test('keeps its place when it closes', async () => {
    await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 50, y: 60, width: 900, height: 700 }),
    )
    const path = join(library, 'window', 'window-state.json')
    await expect.poll(() => existsSync(path), { timeout: 5000 }).toBe(true)
    expect(JSON.parse(readFileSync(path, 'utf8')).bounds).toMatchObject({ width: 900, height: 700 })
  })
})
