/** The native menus. What the page has a key for is done by pressing that key, so that it is done in one way only. */
import { app, type BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron'
import { openExternal } from './permissions.ts'
import { bringForward, showRoute } from './window.ts'

type Options = {
  /** The window, opened where there is none. */
  window: () => BrowserWindow
  chooseFiles: () => void
  platform?: NodeJS.Platform
}

/** Set the menus of the application. */
export function setMenus({ window, chooseFiles, platform = process.platform }: Options): void {
  const mac = platform === 'darwin'
  const go = (label: string, page: string, digit: number): MenuItemConstructorOptions => ({
    label,
    accelerator: `CmdOrCtrl+${digit}`,
    click: () => showRoute(window(), `#/${page}`),
  })
  const press = (label: string, key: string, command = false): MenuItemConstructorOptions => ({
    label,
    accelerator: command ? `CmdOrCtrl+${key}` : key,
    // Shown beside the item; the page hears the key itself.
    registerAccelerator: false,
    click: () => pressKey(window(), key, command ? [mac ? 'meta' : 'control'] : []),
  })
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(mac ? [{ role: 'appMenu' as const }] : []),
      {
        label: '&File',
        submenu: [
          { label: 'Import files…', accelerator: 'CmdOrCtrl+O', click: chooseFiles },
          separator,
          { role: 'close' },
          ...(mac ? [] : [{ role: 'quit' as const }]),
        ],
      },
      { role: 'editMenu' },
      {
        label: '&View',
        submenu: [
          go('Discover', 'discover', 1),
          go('Playlists', 'playlists', 2),
          go('Library', 'library', 3),
          go('Models', 'models', 4),
          go('Settings', 'settings', 5),
          separator,
          press('Search', 'K', true),
          press('Side bar', '['),
          press('Reasons', ']'),
          separator,
          { role: 'reload' },
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { role: 'togglefullscreen' },
          ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' as const }]),
        ],
      },
      { role: 'windowMenu' },
      {
        role: 'help',
        submenu: [
          press('Keyboard shortcuts', '?'),
          {
            label: 'A data set to start with (opens your browser)',
            click: () => openExternal('https://grouplens.org/datasets/hetrec-2011/'),
          },
        ],
      },
    ]),
  )
}

function pressKey(window: BrowserWindow, keyCode: string, modifiers: ('control' | 'meta')[]): void {
  bringForward(window)
  window.webContents.sendInputEvent({ type: 'keyDown', keyCode, modifiers })
  window.webContents.sendInputEvent({ type: 'keyUp', keyCode, modifiers })
}
