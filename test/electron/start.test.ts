/** `npm start`: when it takes Electron, when it tries to fetch it, and when it takes the browser. */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { root } from './app.ts'

let project: string
const electron = () => join(project, 'node_modules', 'electron')
const script = join(root, 'scripts', 'electron.mjs')

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'sidetrack-start-'))
  mkdirSync(electron(), { recursive: true })
  writeFileSync(join(project, 'package-lock.json'), '{}')
})
afterEach(() => rmSync(project, { recursive: true, force: true }))

/** Run code over the functions of scripts/electron.mjs in a process of its own. */
function run(code: string, env: NodeJS.ProcessEnv = {}) {
  const source = `import * as electron from ${JSON.stringify(`file://${script}`)}
const root = ${JSON.stringify(project)}
const limits = { offlineMs: 300, mostMs: 3000 }
const said = []
const say = (line) => said.push(line)
const tell = (value) => console.log(JSON.stringify({ value, said }))
${code}`
  const started = performance.now()
  const { stdout, stderr, status, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', source], {
    encoding: 'utf8',
    env: {
      ...process.env,
      ELECTRON_OVERRIDE_DIST_PATH: '',
      ELECTRON_MIRROR: 'http://127.0.0.1:9/',
      HTTPS_PROXY: '',
      https_proxy: '',
      ALL_PROXY: '',
      ...env,
    },
  })
  const told = stdout.startsWith('{') ? (JSON.parse(stdout) as { value: unknown; said: string[] }) : null
  return { ...told, stdout, stderr, status, signal, milliseconds: performance.now() - started }
}
const find = (options = '') => run(`tell(await electron.findElectron(root, { say, limits, ${options} }))`)
/** An installer that notes each try and then does what `body` says. */
const installer = (body: string) =>
  writeFileSync(
    join(electron(), 'install.js'),
    `const fs = require('fs'), path = require('path')
fs.appendFileSync(path.join(__dirname, 'tries'), 'x')
${body}`,
  )
const unpack = `fs.mkdirSync(path.join(__dirname, 'dist'), { recursive: true })
fs.writeFileSync(path.join(__dirname, 'dist', 'electron'), '')
fs.writeFileSync(path.join(__dirname, 'path.txt'), 'electron')`
const tries = () => (existsSync(join(electron(), 'tries')) ? readFileSync(join(electron(), 'tries'), 'utf8').length : 0)

describe.skipIf(process.platform !== 'linux')('finding Electron', () => {
  test('takes the one that is there, without a try to fetch it', () => {
    installer(unpack)
    spawnSync(process.execPath, [join(electron(), 'install.js')])
    expect(find()).toMatchObject({ value: join(electron(), 'dist', 'electron'), said: [] })
    expect(tries()).toBe(1)
  })

  test('takes the one that ELECTRON_OVERRIDE_DIST_PATH names', () => {
    writeFileSync(join(project, 'electron'), '')
    const { value } = run('tell(await electron.findElectron(root))', { ELECTRON_OVERRIDE_DIST_PATH: project })
    expect(value).toBe(join(project, 'electron'))
    expect(run('tell(await electron.findElectron(root))', { ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' }).value).toBeNull()
  })

  test('takes none that is only half unpacked', () => {
    mkdirSync(join(electron(), 'dist'))
    writeFileSync(join(electron(), 'dist', 'electron'), '')
    expect(find().value).toBeNull()
  })

  test('fetches a missing one, saying so once', () => {
    installer(unpack)
    const { value, said } = find()
    expect(value).toBe(join(electron(), 'dist', 'electron'))
    expect(said).toHaveLength(1)
  })

  test('remembers a failure until the lockfile changes or somebody asks', () => {
    installer('process.exit(1)')
    expect(find()).toMatchObject({ value: null })
    expect(find()).toMatchObject({ value: null, said: [] })
    expect(tries()).toBe(1)
    find('force: true')
    expect(tries()).toBe(2)
    writeFileSync(join(project, 'package-lock.json'), '{"changed":true}')
    find()
    expect(tries()).toBe(3)
    installer(unpack)
    expect(find('force: true').value).not.toBeNull()
    expect(existsSync(join(project, '.cache', 'electron-not-fetched'))).toBe(false)
  })

  test('waits a moment only where nothing answers', () => {
    installer('setTimeout(() => {}, 60_000)')
    const { value, milliseconds } = find()
    expect(value).toBeNull()
    expect(milliseconds).toBeLessThan(2500)
  })

  test('waits on while a copy is being unpacked', () => {
    installer(`fs.mkdirSync(path.join(__dirname, 'dist')); setTimeout(() => { ${unpack} }, 900)`)
    expect(find().value).not.toBeNull()
  })

  test('does not try without an installer', () => {
    expect(find()).toMatchObject({ value: null, said: [] })
  })
})

describe('whether a window can be shown', () => {
  const why = (options: object) => run(`tell(electron.whyNoWindow(${JSON.stringify(options)}))`).value
  test('needs a screen, and a user whom the sandbox can confine', () => {
    expect(why({ platform: 'linux', env: {}, uid: 1000 })).toContain('no screen')
    expect(why({ platform: 'linux', env: { DISPLAY: ':0' }, uid: 0 })).toContain('root')
    expect(why({ platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' }, uid: 1000 })).toBeNull()
    expect(why({ platform: 'darwin', env: {}, uid: 501 })).toBeNull()
    expect(why({ platform: 'win32', env: {} })).toBeNull()
  })
})

describe.skipIf(process.platform === 'win32')('running Electron', () => {
  const program = (body: string) => {
    const path = join(project, 'program')
    writeFileSync(path, `#!/bin/sh\n${body}\n`)
    chmodSync(path, 0o755)
    return run(`tell(await electron.runElectron(${JSON.stringify(path)}, root, ['--library', 'x y']))`, {
      ELECTRON_RUN_AS_NODE: '1',
    })
  }

  test('passes the arguments on and ends with its code', () => {
    expect(program('echo "$1|$2|$3|$ELECTRON_RUN_AS_NODE"; exit 7')).toMatchObject({
      status: 7,
      stdout: `${project}|--library|x y|\n`,
    })
  })

  test.each(['kill -TRAP $$', 'kill -ABRT $$', 'kill -SEGV $$', 'exit 127'])(
    'that cannot start (%s) gives way to the browser',
    (body) => {
      expect(program(body)).toMatchObject({ value: false, status: 0 })
    },
  )

  test('that is no program gives way to the browser', () => {
    expect(run("tell(await electron.runElectron('/nowhere/electron', root, []))")).toMatchObject({ value: false })
  })
})
