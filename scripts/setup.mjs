/**
 * Makes the project ready to run: its packages installed, its code built, the right Node found. Plain JavaScript for
 * Node 20 and newer without any package, since it runs before there are any. Messages go to stderr only.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const at = (...parts) => join(root, ...parts)
const say = (line) => process.stderr.write(`${line}\n`)

const installStamp = at('node_modules', '.sidetrack-setup')
const buildStamp = at('out', '.sidetrack-build')
const buildInputs = ['src', 'electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.json']

/** A failure whose message says what to do; no stack is shown for it. */
export class SetupError extends Error {}

/** Install the packages of package-lock.json unless exactly these are there. */
export function ensureInstalled() {
  if (isInstalled()) return
  withLock('install', () => {
    if (isInstalled()) return
    say('Installing what Sidetrack needs. This happens once and takes about half a minute.')
    const faults = []
    const worked = installCommands().some((command) => {
      const fault = npm(command)
      faults.push(...(fault ?? []))
      return fault === null
    })
    if (!worked) {
      say(faults.join('\n'))
      throw new SetupError(
        'The packages could not be installed; the lines above say why. This one step needs the internet. ' +
          'Then run this again, or run `npm ci` in this folder.',
      )
    }
    writeFileSync(installStamp, lockHash())
  })
}

/** Build the program unless what is built came from exactly these sources. */
export function ensureBuilt() {
  const wanted = sourceHash()
  if (readOr(buildStamp) === wanted) return
  withLock('build', () => {
    if (readOr(buildStamp) === wanted) return
    say('Building Sidetrack. This takes a few seconds.')
    const fresh = at('.cache', `build-${process.pid}`)
    const old = at('.cache', `old-${process.pid}`)
    const vite = at('node_modules', 'electron-vite', 'bin', 'electron-vite.js')
    const args = [vite, 'build', '--outDir', fresh]
    const { status, stdout, stderr } = spawnSync(runtime(), args, { cwd: root, encoding: 'utf8', windowsHide: true })
    if (status !== 0) {
      rmSync(fresh, { recursive: true, force: true })
      say(`${stdout ?? ''}${stderr ?? ''}`)
      throw new SetupError('Sidetrack could not be built; the lines above say why.')
    }
    writeFileSync(join(fresh, '.sidetrack-build'), wanted)
    // Built aside and swapped in, so that a program that starts meanwhile never sees half of it.
    if (existsSync(at('out'))) renameSync(at('out'), old)
    renameSync(fresh, at('out'))
    rmSync(old, { recursive: true, force: true })
  })
}

/** Find the Node to run on: the packaged one, else the current one where it is new enough. */
export function runtime() {
  const system = process.platform === 'win32' ? 'win' : process.platform
  const file = process.platform === 'win32' ? 'node.exe' : 'node'
  const name = `node-${system}-${process.arch}`
  const packaged = [
    at('node_modules', name, 'bin', file),
    at('node_modules', 'node-runtime', 'node_modules', name, 'bin', file),
  ]
  const found = packaged.find((path) => existsSync(path))
  if (found) return found
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 12)) return process.execPath
  throw new SetupError(
    `Sidetrack needs Node 22.12 or newer on this computer, and this is Node ${process.versions.node}. ` +
      'Install a current one from https://nodejs.org and run this again.',
  )
}

/** Do all of it and return the Node to run on; on failure say what to do and end the process. */
export function setUp() {
  try {
    ensureInstalled()
    const node = runtime()
    ensureBuilt()
    return node
  } catch (fault) {
    say(fault instanceof SetupError ? fault.message : `Sidetrack could not be made ready: ${fault.message}`)
    process.exit(1)
  }
}

/** Make the project ready, then run `out/main/<entry>` as if it were this process: same terminal, signals, exit code. */
export function run(entry, args) {
  const node = setUp()
  const child = spawn(node, [at('out', 'main', entry), ...args], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (fault) => {
    say(`Sidetrack could not start: ${fault.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))
}

function isInstalled() {
  const wanted = lockHash()
  if (readOr(installStamp) === wanted) return true
  // Installed by hand: npm keeps a list of what it put there.
  if (!matchesNpmList()) return false
  writeFileSync(installStamp, wanted)
  return true
}

function matchesNpmList() {
  const present = readOr(at('node_modules', '.package-lock.json'))
  if (!present) return false
  const here = JSON.parse(present).packages ?? {}
  const locked = JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages ?? {}
  return Object.entries(locked).every(([path, { version, optional, peer, link }]) => {
    if (path === '' || !path.startsWith('node_modules/') || link) return true
    if (here[path]) return here[path].version === version
    return Boolean(optional || peer)
  })
}

/**
 * `npm ci` refuses a lockfile that does not list every optional package of every system, which happens where a registry
 * does not have them all; `npm install --no-save` then installs the same locked versions.
 */
function installCommands() {
  // Windows cannot delete a program that runs, and `npm ci` begins by deleting node_modules.
  const runsFromHere = process.platform === 'win32' && process.execPath.startsWith(at('node_modules') + sep)
  return runsFromHere ? [['install', '--no-save']] : [['ci'], ['install', '--no-save']]
}

/** Run an npm command: null when it worked, else its first lines of complaint. */
function npm(command) {
  const { status, stderr, error } = spawnNpm([...command, '--no-audit', '--no-fund', '--loglevel=error'])
  if (status === 0) return null
  const lines = (stderr || String(error ?? '')).split('\n').filter((line) => line.trim() !== '')
  return [`npm ${command.join(' ')}:`, ...lines.slice(0, 6)]
}

function spawnNpm(args) {
  const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'], windowsHide: true }
  const script = process.env.npm_execpath
  if (script && /npm-cli\.c?js$/.test(script)) {
    return spawnSync(process.env.npm_node_execpath || process.execPath, [script, ...args], options)
  }
  // npm is a .cmd file on Windows, which only a shell runs; the arguments are fixed words.
  if (process.platform === 'win32') return spawnSync(`npm ${args.join(' ')}`, { ...options, shell: true })
  return spawnSync('npm', args, options)
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(at('package-lock.json')))
    .digest('hex')
}

/** The contents of sources and configurations; of resources the names only, since they are read at run time. */
function sourceHash() {
  const hash = createHash('sha256')
  for (const input of buildInputs) {
    for (const path of filesIn(at(input)))
      hash
        .update(`${relative(root, path)}\0`)
        .update(readFileSync(path))
        .update('\0')
  }
  for (const path of filesIn(at('resources'))) hash.update(`${relative(root, path)}\0`)
  return hash.digest('hex')
}

function filesIn(path) {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) => {
    const below = join(path, entry.name)
    if (entry.isDirectory()) return filesIn(below)
    return entry.isFile() ? [below] : []
  })
}

function readOr(path, otherwise = '') {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return otherwise
  }
}

/** Let one process at a time do `work`; the others wait for it. A lock whose process has ended is no lock. */
function withLock(name, work) {
  const lock = at('.cache', `${name}.lock`)
  mkdirSync(at('.cache'), { recursive: true })
  while (!takeLock(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
  try {
    work()
  } finally {
    rmSync(lock, { force: true })
  }
}

function takeLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (fault) {
    if (fault.code !== 'EEXIST') throw fault
  }
  const owner = Number(readOr(lock))
  // An empty file is a lock that is just being written, unless it stays so.
  const stale = owner > 0 ? !isAlive(owner) : existsSync(lock) && Date.now() - statSync(lock).mtimeMs > 5000
  if (stale) rmSync(lock, { force: true })
  return false
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (fault) {
    return fault.code === 'EPERM'
  }
}

// `node scripts/setup.mjs` installs and builds, and does nothing else.
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) setUp()
