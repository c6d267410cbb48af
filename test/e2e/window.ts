/** A real window: the built host as a child process, Debian's Chromium in front of it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'

const root = join(import.meta.dirname, '../..')
const screens = join(root, 'test-results', 'screens')
const axeSource = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

const flags = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export type Look = { theme: 'dark' | 'light'; width: number; height: number }
export const desktop: Look = { theme: 'dark', width: 1440, height: 860 }

export type Window = {
  page: Page
  /** Everything the page complained of: console errors and faults. */
  complaints: string[]
  /** Requests that went anywhere but to the own host. */
  strangers: string[]
  library: string
  /** Keep a picture of the window as it is. */
  picture: (name: string) => Promise<void>
  /** No violation of WCAG 2.2 AA on the page as it is. */
  accessible: () => Promise<void>
  look: (look: Partial<Look>) => Promise<void>
  /** End the program behind the window, as a crash would. */
  stopHost: () => Promise<void>
  close: () => Promise<void>
}

/** Open a window on a library of its own, empty unless a folder is given; `serveArgs` are for the program behind it. */
export async function openWindow(
  look: Look = desktop,
  folder?: string,
  serveArgs: readonly string[] = [],
): Promise<Window> {
  const library = folder ?? mkdtempSync(join(tmpdir(), 'sidetrack-e2e-'))
  const host = spawn(process.execPath, [join(root, 'out/main/cli.js'), 'serve', '--library', library, ...serveArgs], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { url, port } = await firstLine(host)
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags })
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.height },
    colorScheme: look.theme,
    reducedMotion: 'reduce',
    acceptDownloads: true,
  })
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  const complaints: string[] = []
  const strangers: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('request', (request) => {
    const address = new URL(request.url())
    const own = address.host === `127.0.0.1:${port}` || address.protocol === 'data:' || address.protocol === 'blob:'
    if (!own) strangers.push(request.url())
  })
  await page.goto(url)
  return {
    page,
    complaints,
    strangers,
    library,
    picture: async (name) => {
      mkdirSync(screens, { recursive: true })
      await page.screenshot({ path: join(screens, `${name}.png`) })
    },
    accessible: () => checkAccessible(page),
    look: async ({ theme, width, height }) => {
      if (theme !== undefined) await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      const size = page.viewportSize() ?? { width: 1440, height: 860 }
      await page.setViewportSize({ width: width ?? size.width, height: height ?? size.height })
    },
    stopHost: () => endHost(host, 'SIGKILL'),
    close: () => closeAll(host, browser, context, library),
  }
}

function firstLine(host: ChildProcess): Promise<{ url: string; port: number }> {
  return new Promise((resolve, reject) => {
    let text = ''
    host.stdout?.on('data', (chunk) => {
      text += String(chunk)
      if (text.includes('\n')) resolve(JSON.parse(text.slice(0, text.indexOf('\n'))))
    })
    host.once('exit', (code) => reject(new Error(`the host ended with ${code} before it was ready`)))
  })
}

async function endHost(host: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (host.exitCode !== null || host.signalCode !== null) return
  const ended = new Promise((resolve) => host.once('exit', resolve))
  host.kill(signal)
  await ended
}

async function closeAll(host: ChildProcess, browser: Browser, context: BrowserContext, library: string): Promise<void> {
  await context.close()
  await browser.close()
  await endHost(host, 'SIGTERM')
  rmSync(library, { recursive: true, force: true })
}

type Violation = { id: string; nodes: { target: string[]; failureSummary?: string }[] }

/** Run axe in the page: evaluated through the protocol, so the page's own policy stays as it is. */
async function checkAccessible(page: Page): Promise<void> {
  const { readFileSync } = await import('node:fs')
  const loaded = await page.evaluate('typeof axe === "object"')
  if (!loaded) await page.evaluate(`(() => { ${readFileSync(axeSource, 'utf8')} })()`)
  const violations = (await page.evaluate(
    'axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }).then((result) => result.violations)',
  )) as Violation[]
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join('; ')}`)
  expect(found).toEqual([])
}
