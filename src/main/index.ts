/** `npm start` with Electron: one window over one library. What must be said before Electron is ready is said here. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'
import { AppError } from '../api/errors.ts'
import { sayCannotStart } from './electron/dialogs.ts'
import { quietChromium } from './electron/network.ts'
import { filesOfSecondStart, readArguments } from './electron/open-with.ts'
import { denyNavigation } from './electron/permissions.ts'
import { declareScheme } from './electron/protocol.ts'
import { startWindowHost, type WindowHost } from './electron/start.ts'

const { library, files } = readArguments(process.argv, process.cwd())
// Chromium keeps its files with the library, so that a library has one window and two libraries have two.
const userData = join(library, 'window')

let host: WindowHost | null = null
const waiting = [...files]
const open = (paths: readonly string[]) => {
  if (host === null) waiting.push(...paths)
  else host.show(paths)
}

async function run(): Promise<void> {
  await app.whenReady()
  try {
    host = await startWindowHost(library, userData)
    if (waiting.length > 0) host.show(waiting)
  } catch (fault) {
    if (!(fault instanceof AppError)) process.stderr.write(`${fault instanceof Error ? fault.stack : fault}\n`)
    sayCannotStart(fault instanceof Error ? fault.message : String(fault))
    app.exit(1)
  }
}

function begin(): void {
  mkdirSync(userData, { recursive: true })
  app.setPath('userData', userData)
  if (process.platform === 'win32') app.setAppUserModelId('sidetrack')
  quietChromium()
  app.enableSandbox()
  declareScheme()
  if (!app.requestSingleInstanceLock({ files })) {
    app.exit(0)
    return
  }
  app.on('second-instance', (_event, _argv, _folder, data) => open(filesOfSecondStart(data)))
  app.on('open-file', (event, path) => {
    event.preventDefault()
    open([path])
  })
  denyNavigation(app)
  void run()
}

begin()
