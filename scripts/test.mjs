/**
 * `npm test`: makes the project ready, runs the checks and every test, and closes with one line `N passed, N failed`.
 * Each check counts as one test. `--long` adds the long tests; other arguments choose test files, as vitest reads them.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runChecks } from './check.mjs'
import { ensureBuilt, ensureInstalled, root, runtime, SetupError } from './setup.mjs'

const browser = '/usr/bin/chromium'
/** A browser, letters for the window's own font and for names in Chinese, Japanese and Korean. */
const debianPackages = ['chromium', 'fonts-inter', 'fonts-liberation', 'fonts-droid-fallback']
const report = join(root, 'test-results', 'vitest.json')
const say = (line) => process.stdout.write(`${line}\n`)

const args = process.argv.slice(2)
const long = args.includes('--long')
const chosen = args.filter((arg) => arg !== '--long')

await main()

async function main() {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  const add = (more) => {
    for (const name of Object.keys(counts)) counts[name] += more[name] ?? 0
  }
  try {
    ensureInstalled()
    ensureBuilt()
    const journeys = journeyFiles()
    const missing = journeys.length === 0 ? null : ensureBrowser()
    const checks = await runChecks()
    add({ passed: checks.passed, failed: checks.failed.length })
    add(await runVitest(missing === null))
    if (missing !== null) {
      say(`SKIPPED: the journeys through a real browser (${journeys.join(', ')}). ${missing}`)
      add({ skipped: journeys.length })
    }
  } catch (fault) {
    say(fault instanceof SetupError ? fault.message : `The tests could not be run: ${fault.stack ?? fault}`)
    add({ failed: 1 })
  }
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
  process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0
  say(`${counts.passed} passed, ${counts.failed} failed${skipped}`)
}

function journeyFiles() {
  const folder = join(root, 'test', 'e2e')
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `test/e2e/${name.replaceAll('\\', '/')}`)
}

/** Install Debian's Chromium where it is missing; null when it is there, else why it is not. */
function ensureBrowser() {
  if (existsSync(browser)) return null
  if (!existsSync('/usr/bin/apt-get')) return `There is no ${browser}, and no apt-get to install it with.`
  const rights = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  if (rights.length > 0 && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status !== 0) {
    return `There is no ${browser}. Install it first: sudo apt-get install ${debianPackages.join(' ')}`
  }
  say('Installing Chromium for the journeys through a real browser. This happens once and takes about a minute.')
  const apt = (...words) => {
    const [command, ...rest] = [...rights, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...words]
    return spawnSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
  }
  const install = (packages) => apt('install', '-y', '-q', '--no-install-recommends', ...packages)
  // Lists may be old but good enough; fonts are a nicety that must not cost the browser.
  apt('update', '-q')
  if (!install(debianPackages)) install(debianPackages.slice(0, 1))
  return existsSync(browser) ? null : 'Debian’s package chromium could not be installed; the lines above say why.'
}

async function runVitest(withBrowser) {
  rmSync(report, { force: true })
  mkdirSync(join(root, 'test-results'), { recursive: true })
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const options = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const env = {
    ...process.env,
    ...(long ? { SIDETRACK_LONG: '1' } : {}),
    ...(withBrowser ? {} : { SIDETRACK_NO_BROWSER: '1' }),
  }
  const code = await new Promise((done) => {
    const child = spawn(runtime(), [vitest, ...options, ...chosen], {
      cwd: root,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    child.on('error', () => done(1))
    child.on('exit', (exitCode) => done(exitCode ?? 1))
  })
  return countResults(code)
}

/** Count what vitest reported. A file that could not be read, and a run that broke off, count as one failure each. */
function countResults(code) {
  if (!existsSync(report)) {
    say('The tests broke off before they could report.')
    return { failed: 1 }
  }
  const { testResults, numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
    readFileSync(report, 'utf8'),
  )
  const hasFailure = ({ assertionResults }) => assertionResults.some(({ status }) => status === 'failed')
  const brokenFiles = testResults.filter((file) => file.status === 'failed' && !hasFailure(file))
  for (const { name, message } of brokenFiles) say(`${name} could not be run: ${message}`)
  const failed = numFailedTests + brokenFiles.length
  if (code !== 0 && failed === 0)
    say('The test run ended with a fault although no test failed; the lines above say why.')
  return {
    passed: numPassedTests,
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: numPendingTests + numTodoTests,
  }
}
