/** `npm start` without Electron: serves the library on this computer and shows it in the browser. Nothing to import. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { AppError } from '../api/errors.ts'
import { libraryFolder } from './library-folder.ts'
import { projectFolder, windowFolder, workersFolder } from './resources-folder.ts'
import { openBrowser } from './web/browser.ts'
import { startLibraryHost } from './web/serve.ts'
import { closedOnSignal } from './web/signals.ts'
import { freshAddress, readTokenFile, tokenFilePath } from './web/token-file.ts'

type Options = { library: string; port: number | undefined; open: boolean; folders: string[] }

const usage = 'Usage: npm start -- [--library FOLDER] [--port NUMBER] [--folder FOLDER] [--no-open]'
const say = (line: string) => process.stdout.write(`${line}\n`)

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      library: { type: 'string' },
      port: { type: 'string' },
      folder: { type: 'string', multiple: true, default: [] },
      open: { type: 'boolean', default: false },
    },
    allowNegative: true,
  })
  const port = values.port === undefined ? undefined : Number(values.port)
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
    throw new AppError('bad-arguments', `--port ${values.port}: expected a number from 1 to 65535.`)
  }
  return { library: libraryFolder(values.library), port, open: values.open, folders: values.folder }
}

/** Show where Sidetrack is, and open it there when asked to. */
function show(url: string, open: boolean): void {
  const electron = existsSync(join(projectFolder(), 'node_modules', 'electron', 'dist'))
  if (!electron && open) say('Electron is not on this computer, so Sidetrack opens in your browser.')
  say(`Sidetrack is at ${url}`)
  say('This address opens one window. Run npm start again for another one, and press Ctrl+C here to stop.')
  if (open) openBrowser(url)
}

/** Open another window on the host that already serves this library; false where none does. */
async function openAnother({ library, open }: Options): Promise<boolean> {
  // The other one may be starting this very moment, so look again for a while.
  for (let tries = 0; tries < 20; tries += 1) {
    const host = await readTokenFile(tokenFilePath(library))
    const url = host === null ? null : await freshAddress(host)
    if (url !== null) {
      say('Sidetrack is running already, so this opens another window of it.')
      say(`Sidetrack is at ${url}`)
      if (open) openBrowser(url)
      return true
    }
    await wait(100)
  }
  return false
}

async function run(): Promise<void> {
  const options = readOptions()
  const { library, port, open, folders } = options
  try {
    const host = await startLibraryHost({ library, port, folders, workers: workersFolder(), assets: windowFolder() })
    const closed = closedOnSignal(host.close)
    show(host.url, open)
    await closed
  } catch (fault) {
    if (fault instanceof AppError && fault.code === 'library-in-use' && (await openAnother(options))) return
    throw fault
  }
}

run().then(
  () => process.exit(0),
  (fault: unknown) => {
    const wrongOption = String((fault as NodeJS.ErrnoException)?.code).startsWith('ERR_PARSE_ARGS')
    const known = fault instanceof AppError || wrongOption
    process.stderr.write(`${known ? (fault as Error).message : 'Sidetrack could not start.'}\n`)
    if (wrongOption) process.stderr.write(`${usage}\n`)
    if (!known) process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`)
    process.exit(wrongOption ? 2 : 1)
  },
)
