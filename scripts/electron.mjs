/**
 * Electron for `npm start`: found, fetched once where it can be, and run. Where none of this works, the caller opens
 * the browser instead. Plain JavaScript without packages, like setup.mjs.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const files = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }
const shownLine = 'Fetching Electron, which shows Sidetrack in a window of its own. This happens once.'
/** How long a fetch may take that has not shown that it can work, and one that has. */
const defaultLimits = { offlineMs: 5000, mostMs: 15 * 60_000 }
/** How Electron ends when this system does not let it start: missing libraries, no sandbox, no screen. */
const brokenSignals = ['SIGTRAP', 'SIGABRT', 'SIGSEGV', 'SIGILL', 'SIGBUS']
const soonMs = 15_000

/** Why this session cannot show a window of Electron's; null where it can. */
export function whyNoWindow({ platform = process.platform, env = process.env, uid = process.getuid?.() } = {}) {
  if (platform !== 'linux') return null
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return 'There is no screen here for Electron’s window.'
  if (uid === 0) return 'Electron does not run for root, since its sandbox cannot.'
  return null
}

/** Electron's program; null where it is not there, or not whole. */
export function electronProgram(root, env = process.env, platform = process.platform) {
  const override = env.ELECTRON_OVERRIDE_DIST_PATH
  const electron = join(root, 'node_modules', 'electron')
  const program = join(override || join(electron, 'dist'), files[platform] ?? 'electron')
  // Its own installer writes path.txt last.
  const whole = override || existsSync(join(electron, 'path.txt'))
  return whole && existsSync(program) ? program : null
}

/**
 * Find Electron, or try to fetch it: once for each package-lock.json, unless `force` asks again. Resolves to its
 * program, or to null where it cannot be had.
 */
export async function findElectron(
  root,
  { force = false, node = process.execPath, say = console.error, limits = defaultLimits } = {},
) {
  const found = electronProgram(root)
  if (found !== null || process.env.ELECTRON_OVERRIDE_DIST_PATH) return found
  const installer = join(root, 'node_modules', 'electron', 'install.js')
  if (!existsSync(installer)) return null
  const memory = join(root, '.cache', 'electron-not-fetched')
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (!force && existsSync(memory) && readFileSync(memory, 'utf8') === lock) return null
  say(shownLine)
  await fetchElectron(node, installer, limits)
  const fetched = electronProgram(root)
  mkdirSync(dirname(memory), { recursive: true })
  if (fetched === null) writeFileSync(memory, lock)
  else rmSync(memory, { force: true })
  return fetched
}

/** Run Electron's own installer; ended early where the place it fetches from does not answer. */
async function fetchElectron(node, installer, { offlineMs, mostMs }) {
  const child = spawn(node, [installer], { stdio: 'ignore', windowsHide: true })
  const ended = new Promise((done) => {
    child.on('error', done)
    child.on('exit', done)
  })
  const unpacks = () => existsSync(join(dirname(installer), 'dist'))
  const stop = () => child.kill()
  const most = setTimeout(stop, mostMs)
  const offline = setTimeout(async () => {
    // A cached copy is being unpacked, or the place answers and the download runs.
    if (!unpacks() && !(await isReachable(offlineMs))) stop()
  }, offlineMs)
  await ended
  clearTimeout(most)
  clearTimeout(offline)
}

/** True where the place that Electron is fetched from answers at all; behind a proxy only the installer can tell. */
async function isReachable(ms) {
  if (process.env.HTTPS_PROXY || process.env.https_proxy || process.env.ALL_PROXY) return true
  const place = process.env.ELECTRON_MIRROR || process.env.npm_config_electron_mirror || 'https://github.com/'
  try {
    await fetch(place, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(ms) })
    return true
  } catch {
    return false
  }
}

/** Run Sidetrack in Electron as if it were this process; resolves to false where Electron could not start here. */
export function runElectron(program, root, args) {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const started = performance.now()
  return new Promise((done) => {
    const child = spawn(program, [root, ...args], { stdio: 'inherit', env })
    const pass = (signal) => child.kill(signal)
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, pass)
    const broken = () => {
      for (const signal of signals) process.off(signal, pass)
      done(false)
    }
    child.on('error', broken)
    child.on('exit', (code, signal) => {
      const soon = performance.now() - started < soonMs
      if (soon && (code === 127 || brokenSignals.includes(signal))) broken()
      else process.exit(code ?? 1)
    })
  })
}
