/** The one factory of windows. */
import { join } from 'node:path'
import { BrowserWindow, nativeTheme, screen } from 'electron'
import { projectFolder, resourcesFolder } from '../resources-folder.ts'
import { ownOrigin } from './protocol.ts'
import { fitBounds, readState, type WindowState, writeState } from './state.ts'

const usual = { width: 1280, height: 820 }
const calmMs = 400
/** A page that breaks more often than this is left alone. */
const restartMs = 10_000

/** Open the window where it was last, on the page it showed. */
export function openWindow(stateFile: string): BrowserWindow {
  const state = readState(stateFile)
  const areas = screen.getAllDisplays().map((display) => display.workArea)
  const window = new BrowserWindow({
    ...usual,
    ...fitBounds(state.bounds, areas),
    minWidth: 640,
    minHeight: 480,
    show: false,
    title: 'Sidetrack',
    icon: join(resourcesFolder(), 'icons', 'sidetrack.png'),
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#111214' : '#fbfaf8',
    webPreferences: {
      sandbox: true,
      contextIsolation: true,
      webSecurity: true,
      nodeIntegration: false,
      webviewTag: false,
      preload: join(projectFolder(), 'out', 'preload', 'index.cjs'),
    },
  })
  if (state.maximized) window.maximize()
  if (state.fullScreen) window.setFullScreen(true)
  window.once('ready-to-show', () => window.show())
  remember(window, state.route, stateFile)
  restartBrokenPage(window)
  void window.loadURL(`${ownOrigin}/${state.route}`)
  return window
}

/** Go to a page of the window, such as `#/library`. */
export function showRoute(window: BrowserWindow, route: string): void {
  void window.loadURL(`${ownOrigin}/${route}`)
}

/** Bring the window in front of the others. */
export function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

/** Write the state down when things have been calm for a moment, and when the window closes. */
function remember(window: BrowserWindow, firstRoute: string, stateFile: string): void {
  let route = firstRoute
  let timer: NodeJS.Timeout | undefined
  const keep = () => {
    clearTimeout(timer)
    const state: WindowState = {
      bounds: window.getNormalBounds(),
      maximized: window.isMaximized(),
      fullScreen: window.isFullScreen(),
      route,
    }
    writeState(stateFile, state)
  }
  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(() => window.isDestroyed() || keep(), calmMs)
  }
  window.on('resize', soon)
  window.on('move', soon)
  window.on('close', keep)
  window.on('closed', () => clearTimeout(timer))
  window.webContents.on('did-navigate-in-page', (_event, url, isMainFrame) => {
    if (!isMainFrame) return
    const { hash } = new URL(url)
    route = /^#[\w/-]{0,100}$/.test(hash) ? hash : ''
    soon()
  })
}

function restartBrokenPage(window: BrowserWindow): void {
  let last = Number.NEGATIVE_INFINITY
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    const now = performance.now()
    if (reason === 'clean-exit' || now - last < restartMs) return
    last = now
    window.webContents.reload()
  })
}
