/**
 * `npm start`: makes the project ready, then opens Sidetrack, in Electron where it is here or can be fetched, else in
 * the browser. Options: --library FOLDER, --browser, --electron (try again to fetch it), files to open; for the browser
 * also --port NUMBER, --folder FOLDER (which the page may then import) and --no-open.
 */
import { findElectron, runElectron, whyNoWindow } from './electron.mjs'
import { root, run, setUp } from './setup.mjs'

const say = (line) => process.stderr.write(`${line}\n`)
const own = ['--browser', '--electron']
const given = process.argv.slice(2)
const args = given.filter((arg) => !own.includes(arg))
const asksForElectron = given.includes('--electron')
const asksForBrowser = given.some(
  (arg) => arg === '--browser' || arg === '--no-open' || /^--(?:port|folder)(?:=|$)/.test(arg),
)

if (!asksForBrowser) await openInElectron()
run('web.js', ['--open', ...withoutFiles(args)])

/** Does not return where Electron ran. */
async function openInElectron() {
  const obstacle = whyNoWindow()
  if (obstacle !== null) {
    if (asksForElectron) say(obstacle)
    return
  }
  const node = setUp()
  const program = await findElectron(root, { force: asksForElectron, node, say })
  if (program === null) return
  if (!(await runElectron(program, root, args)))
    say('Electron does not run on this computer, so Sidetrack opens in your browser.')
}

/** The browser has no files to open: they are dropped onto the page. */
function withoutFiles(words) {
  const named = ['--library', '--port', '--folder']
  return words.filter((word, at) => word.startsWith('-') || named.includes(words[at - 1]))
}
