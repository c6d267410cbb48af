/** E1 to E3, E6 to E8, E11: what the window is, what it may load, and where it cannot go. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { securityHeaders } from '../../src/main/web/replies.ts'
import { loadStaticFiles } from '../../src/main/web/static-files.ts'
import { type App, build, root, startApp } from './app.ts'

let app: App
const asset = () =>
  (JSON.parse(readFileSync(join(root, 'out/renderer/files.json'), 'utf8')) as { path: string }[]).find(({ path }) =>
    path.endsWith('.js'),
  )?.path ?? ''

beforeAll(async () => {
  build()
  app = await startApp()
})
afterAll(() => app.stop())

describe('the window', () => {
  test('has exactly these web preferences', async () => {
    const [window] = await app.do('windows')
    expect(window?.options.webPreferences).toStrictEqual({
      sandbox: true,
      contextIsolation: true,
      webSecurity: true,
      nodeIntegration: false,
      webviewTag: false,
      preload: join(root, 'out', 'preload', 'index.cjs'),
    })
    expect(await app.do('calls', 'App.enableSandbox')).toHaveLength(1)
  })

  test('is made in one place only', () => {
    const sources = ['window', 'start', 'menu', 'answers', 'background'].map((name) =>
      readFileSync(join(root, `src/main/electron/${name}.ts`), 'utf8'),
    )
    expect(sources.join('').match(/new BrowserWindow/g)).toHaveLength(1)
  })

  test('loads the bundle and nothing else', async () => {
    const [window] = await app.do('windows')
    expect(window?.loaded).toEqual(['app://bundle/'])
  })

  test('is shown once it is ready', async () => {
    expect((await app.do('windows'))[0]?.shown).toBe(false)
    await app.do('fire', 'window', 'ready-to-show')
    expect((await app.do('windows'))[0]?.shown).toBe(true)
  })
})

describe('app://bundle/', () => {
  test('is a standard, secure origin that bypasses no policy', async () => {
    expect((await app.do('app')).privileged).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ])
  })

  test('gives the page and its parts, each with the policy of the loopback host', async () => {
    for (const [url, type] of [
      ['app://bundle/', 'text/html; charset=utf-8'],
      ['app://bundle/#/library', 'text/html; charset=utf-8'],
      ['app://bundle/?x=1', 'text/html; charset=utf-8'],
      [`app://bundle/${asset()}`, 'text/javascript; charset=utf-8'],
    ] as const) {
      const { status, headers, text } = await app.do('request', url)
      expect([url, status, headers['content-type']]).toEqual([url, 200, type])
      expect(text.length).toBeGreaterThan(100)
      for (const [name, value] of Object.entries(securityHeaders)) expect(headers[name.toLowerCase()]).toBe(value)
    }
  })

  test('has a policy without anything inline or remote', async () => {
    const { headers } = await app.do('request', 'app://bundle/')
    const policy = headers['content-security-policy'] ?? ''
    expect(policy).toMatch(/^default-src 'none';/)
    expect(policy).not.toMatch(/unsafe|https?:|wss?:|\*/)
    for (const kind of ['script', 'style', 'font', 'connect']) expect(policy).toContain(`${kind}-src 'self'`)
  })

  test('answers HEAD without a body and refuses to be written to', async () => {
    expect(await app.do('request', 'app://bundle/', 'HEAD')).toMatchObject({ status: 200, text: '' })
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'get']) {
      expect(await app.do('request', 'app://bundle/', method)).toMatchObject({ status: 405, text: '' })
    }
  })

  const climbs = ['..', '%2e%2e', '%2E%2e', '.%2e', '%252e%252e', '..%00', '....', '%c0%ae%c0%ae']
  const slashes = ['/', '%2f', '%5c', '\\', '//']
  const targets = ['package.json', 'etc/passwd', 'out/main/index.js', 'files.json', 'index.html']
  const addresses = [
    ...climbs.flatMap((climb) => slashes.flatMap((slash) => targets.map((to) => `app://bundle/${climb}${slash}${to}`))),
    ...climbs.flatMap((climb) => slashes.map((slash) => `app://bundle/assets${slash}${climb}${slash}index.html`)),
    ...['app://bundle', 'app://bundle//', 'app://bundle/./', 'app://bundle/files.json', 'app://bundle/index.html/'],
    ...['app://bundle/assets', 'app://bundle/assets/', 'app://bundle/INDEX.HTML', 'app://bundle/%69ndex.html'],
    ...['app://other/', 'app://bundle.example/', 'app://bundle@other/', 'app://bundle:80/', 'app://BUNDLE/'],
    ...['app:///', 'app:/', 'file:///etc/passwd', 'app://bundle/__proto__', 'app://bundle/constructor'],
    ...['app://bundle/\0', 'app://bundle/index.html%00.js', 'app://user:pass@bundle/', 'https://bundle/'],
  ]
  test.each(addresses.map((url) => [JSON.stringify(url), url]))('has nothing at %s', async (_shown, url) => {
    const { status, text, headers } = await app.do('request', url)
    expect([status, text]).toEqual([404, ''])
    expect(headers['content-security-policy']).toBe(securityHeaders['Content-Security-Policy'])
  })

  test('does not follow a link out of the bundle, even one that the list names', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sidetrack-bundle-'))
    const sha256 = 'a'.repeat(64)
    const list = (path: string) =>
      writeFileSync(join(folder, 'w', 'files.json'), JSON.stringify([{ path, type: 'text/plain', sha256 }]))
    mkdirSync(join(folder, 'w', 'assets'), { recursive: true })
    writeFileSync(join(folder, 'secret.txt'), 'secret')
    writeFileSync(join(folder, 'w', 'plain.txt'), 'plain')
    symlinkSync(join(folder, 'secret.txt'), join(folder, 'w', 'link.txt'))
    symlinkSync(folder, join(folder, 'w', 'assets', 'up'))
    symlinkSync('plain.txt', join(folder, 'w', 'inside.txt'))
    for (const path of ['link.txt', 'assets/up/secret.txt']) {
      list(path)
      await expect(loadStaticFiles(join(folder, 'w'))).rejects.toThrow('leads out of the built window')
    }
    for (const path of ['../secret.txt', 'assets/../../secret.txt', '/etc/passwd']) {
      list(path)
      await expect(loadStaticFiles(join(folder, 'w'))).rejects.toThrow()
    }
    list('inside.txt')
    expect([...(await loadStaticFiles(join(folder, 'w'))).keys()]).toEqual(['/inside.txt'])
    rmSync(folder, { recursive: true })
  })
})

describe('ways out', () => {
  const foreign = [
    'https://example.com/',
    'http://127.0.0.1:8080/',
    'file:///etc/passwd',
    'app://other/',
    'data:text/html,x',
  ]
  test.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])(
    '%s is prevented',
    async (event) => {
      for (const url of [...foreign, 'app://bundle/']) expect(await app.do('fire', 'page', event, url)).toBe(true)
    },
  )

  test('no window opens, not even of the bundle', async () => {
    for (const url of [...foreign, 'app://bundle/', 'javascript:1', 'about:blank']) {
      expect(await app.do('openWindowFromPage', url)).toEqual({ action: 'deny' })
    }
    expect(await app.do('calls', 'Shell.openExternal')).toEqual([])
  })

  test('downloads are prevented', async () => {
    expect(await app.do('fire', 'session', 'will-download', {})).toBe(true)
  })

  test('every permission is denied but writing to the clipboard', async () => {
    const permissions = permissionsOf()
    expect(permissions.length).toBeGreaterThan(30)
    for (const permission of permissions) {
      const expected = permission === 'clipboard-sanitized-write'
      expect([permission, await app.do('permission', permission, 'app://bundle/')]).toEqual([
        permission,
        { granted: expected, checked: expected, device: false },
      ])
    }
  })

  test('a foreign page may not even write to the clipboard', async () => {
    for (const origin of ['https://example.com/', 'app://bundle.example/', 'app://other/', '', 'null']) {
      const answer = await app.do('permission', 'clipboard-sanitized-write', origin)
      expect(answer).toEqual({ granted: false, checked: false, device: false })
    }
  })

  test('every request but those to the bundle is cancelled', async () => {
    const own = ['app://bundle/', 'app://bundle/assets/x.js', 'blob:app://bundle/1-2', 'data:image/png;base64,x']
    const others = [
      ...foreign.filter((url) => !url.startsWith('data:')),
      ...['ws://127.0.0.1/', 'wss://example.com/', 'ftp://example.com/', 'http://localhost/', 'http://[::1]/'],
      ...[
        'blob:https://example.com/1',
        'chrome://gpu/',
        'chrome-extension://x/y.js',
        'about:blank',
        'filesystem:x',
        '',
      ],
      ...['app://bundle', 'app://bundle.example/', 'APP://bundle/', 'https://app://bundle/', ' app://bundle/'],
    ]
    expect(await app.do('webRequests', own)).toEqual(own.map(() => false))
    expect(await app.do('webRequests', others)).toEqual(others.map(() => true))
  })

  test('the tools for developers load while developing, not once packaged', async () => {
    const tools = 'devtools://devtools/bundled/inspector.html'
    expect(await app.do('webRequests', [tools])).toEqual([false])
    const packaged = await startApp({ packaged: true })
    expect(await packaged.do('webRequests', [tools, 'app://bundle/'])).toEqual([true, false])
    expect((await packaged.do('app')).roles).not.toContain('toggleDevTools')
    await packaged.stop()
  })

  test('Chromium resolves no name, fetches no dictionary and sends no WebRTC packet', async () => {
    expect((await app.do('app')).switches).toContainEqual(['host-resolver-rules', 'MAP * ~NOTFOUND'])
    expect(await app.do('calls', 'Session.setSpellCheckerEnabled')).toMatchObject([{ args: [false] }])
    const [policy] = await app.do('calls', 'WebContents.setWebRTCIPHandlingPolicy')
    expect(policy?.args).toEqual(['disable_non_proxied_udp'])
  })

  test('the native menu opens a listed https page in the browser, and that is the only way there', async () => {
    await app.do('menu', 'A data set to start with (opens your browser)')
    expect(await app.do('calls', 'Shell.openExternal')).toMatchObject([
      { args: ['https://grouplens.org/datasets/hetrec-2011/'] },
    ])
  })

  test('a bundle that is not there ends with words, not with an empty window', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sidetrack-program-'))
    for (const part of ['package.json', 'out', 'resources'])
      cpSync(join(root, part), join(folder, part), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    rmSync(join(folder, 'out', 'renderer'), { recursive: true })
    const broken = await startApp({ program: folder })
    expect(await broken.ended).toBe(1)
    await broken.stop()
    rmSync(folder, { recursive: true })
  })
})

/** Every permission that the pinned package knows. */
function permissionsOf(): string[] {
  const text = readFileSync(join(root, 'node_modules/electron/electron.d.ts'), 'utf8')
  const line = text.split('\n').find((candidate) => candidate.includes('setPermissionRequestHandler(handler')) ?? ''
  return [...(line.split('callback')[0] ?? '').matchAll(/'([^']+)'/g)].map(([, name]) => name ?? '')
}
