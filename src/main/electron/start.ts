/** From a ready Electron to an open window, and from the last window to the end. */
import { join } from 'node:path'
import { app, type BrowserWindow, session } from 'electron'
import { messages } from '../../api/bridge.ts'
import { type CorePort, openCore } from '../core-port.ts'
import { windowFolder, workersFolder } from '../resources-folder.ts'
import { answerPage } from './answers.ts'
import { background } from './background.ts'
import { askForFiles } from './dialogs.ts'
import { grants } from './files.ts'
import { setMenus } from './menu.ts'
import { blockNetwork } from './network.ts'
import { openedFiles } from './open-with.ts'
import { denyPermissions } from './permissions.ts'
import { followWork } from './power.ts'
import { serveWindow } from './protocol.ts'
import { bringForward, openWindow } from './window.ts'

export type WindowHost = {
  /** Bring the window to the front, with files that were opened. */
  show: (files: readonly string[]) => void
}

/** The most that ending may take; the lock is freed by the system in any case. */
const mostMs = 5000

/** Open a library and its window. Throws the AppError with which the core refuses. */
export async function startWindowHost(library: string, userData: string): Promise<WindowHost> {
  blockNetwork(session.defaultSession)
  denyPermissions(session.defaultSession)
  await serveWindow(windowFolder())
  const core = await openCore({ library, mode: 'write', workers: workersFolder() })
  const stateFile = join(userData, 'window-state.json')

  let window: BrowserWindow | null = null
  const send = (channel: string, ...args: unknown[]) => {
    if (window !== null && !window.webContents.isDestroyed()) window.webContents.send(channel, ...args)
  }
  const granted = grants(core, library)
  const opened = openedFiles(granted.read, () => send(messages.opened))
  const work = followWork({ core, window: () => window, onIdle: () => window === null && app.quit() })
  const show = (): BrowserWindow => {
    if (window !== null) {
      bringForward(window)
      return window
    }
    const fresh = openWindow(stateFile)
    window = fresh
    fresh.on('closed', () => {
      window = null
    })
    away.leave()
    work.show()
    return fresh
  }
  const away = background({ open: show, quit: () => app.quit() })

  core.on((event, payload) => send(messages.event, event, payload))
  answerPage({ core, grants: granted, opened, window: () => window })
  const chooseFiles = async () => opened.add(await askForFiles(show()))
  setMenus({ window: show, chooseFiles: () => void chooseFiles() })
  app.on('activate', show)
  app.on('window-all-closed', () => {
    if (work.isRunning()) away.enter()
    else app.quit()
  })
  endWith(core)
  show()
  return {
    show: (files) => {
      opened.add(files)
      show()
    },
  }
}

/** Close the core before the process ends, so that jobs stop in good order and the library's lock is free. */
function endWith(core: CorePort): void {
  let ending = false
  app.on('will-quit', (event) => {
    event.preventDefault()
    if (ending) return
    ending = true
    const exit = () => app.exit(0)
    setTimeout(exit, mostMs)
    core.close().then(exit, exit)
  })
}
