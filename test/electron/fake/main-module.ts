/** The module `electron` as the main process imports it: what Sidetrack uses of it, and nothing else. */
import { existsSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { type Contents, makeContents } from './contents.ts'
import { fake, fire, hasListener, plain, takeOptions } from './surface.ts'
import { type Rectangle, setup } from './world.ts'

type Handler = (event: object, ...args: unknown[]) => Promise<unknown>
type Bag = Record<string, unknown>

let ready = false
let quitting = false
let resolveReady = () => {}
const whenReady = new Promise<void>((resolve) => {
  resolveReady = resolve
})
const beforeReady = (what: string) => {
  if (ready) throw new Error(`${what} should be called before the app is ready`)
}
const afterReady = (what: string) => {
  if (!ready) throw new Error(`${what} cannot be used before the app is ready`)
}

type MadeWindow = {
  window: { close: () => void; webContents: Contents }
  parts: {
    options: Bag
    page: ReturnType<typeof makeContents>['parts']
    contents: Contents
    bounds: Rectangle
    shown: boolean
    maximized: boolean
    fullScreen: boolean
    minimized: boolean
    progress: number
    destroyed: boolean
    loaded: string[]
  }
}
type MadeTray = { tray: object; parts: { menu: MenuItem[]; destroyed: boolean } }

export const world = {
  handlers: new Map<string, Handler>(),
  schemes: new Map<string, (request: Request) => Response | Promise<Response>>(),
  privileged: [] as Bag[],
  windows: [] as MadeWindow[],
  switches: [] as string[][],
  paths: {} as Record<string, string>,
  additionalData: undefined as unknown,
  beforeRequest: null as ((details: object, callback: (response: { cancel?: boolean }) => void) => void) | null,
  permissionRequest: null as
    | ((contents: object, permission: string, callback: (granted: boolean) => void, details: object) => void)
    | null,
  permissionCheck: null as
    | ((contents: object | null, permission: string, origin: string, details: object) => boolean)
    | null,
  devicePermission: null as ((details: object) => boolean) | null,
  blockers: new Set<number>(),
  trays: [] as MadeTray[],
  notifications: [] as { parts: { open: boolean; options: Bag }; notification: object }[],
  menu: [] as MenuItem[],
  deliver: (_window: object, _channel: string, _args: unknown[]) => {},
}
export type MenuItem = { label?: string; role?: string; submenu?: MenuItem[]; click?: () => void } & Bag

/** Let the app be ready, as Electron does once the entry module has run. */
export function becomeReady(): void {
  ready = true
  resolveReady()
}

function end(code: number): void {
  process.send?.({ ended: code })
  process.exit(code)
}

export const app = fake('App', {
  isPackaged: setup.packaged,
  commandLine: fake('CommandLine', {
    appendSwitch: (...words: string[]) => {
      beforeReady('app.commandLine.appendSwitch')
      world.switches.push(words)
    },
  }),
  whenReady: () => whenReady,
  enableSandbox: () => beforeReady('app.enableSandbox'),
  getPath: (name: string) => (name === 'music' ? setup.music : (world.paths[name] ?? '/tmp')),
  setPath: (name: string, path: string) => {
    if (!isAbsolute(path) || !existsSync(path)) throw new Error('Failed to set path')
    world.paths[name] = path
  },
  setAppUserModelId: (_id: string) => {},
  requestSingleInstanceLock: (data: unknown) => {
    world.additionalData = structuredClone(data)
    return setup.singleInstance
  },
  quit: (): void => {
    if (fire(app, 'before-quit')) return
    quitting = true
    for (const { window } of [...world.windows]) window.close()
    if (world.windows.length > 0) {
      quitting = false
      return
    }
    if (!fire(app, 'will-quit')) end(0)
  },
  exit: (code = 0) => end(code),
})

const defaultSession = fake('Session', {
  webRequest: fake('WebRequest', {
    onBeforeRequest: (listener: NonNullable<typeof world.beforeRequest>) => {
      world.beforeRequest = listener
    },
  }),
  setSpellCheckerEnabled: (_on: boolean) => {},
  setPermissionRequestHandler: (handler: typeof world.permissionRequest) => {
    world.permissionRequest = handler
  },
  setPermissionCheckHandler: (handler: typeof world.permissionCheck) => {
    world.permissionCheck = handler
  },
  setDevicePermissionHandler: (handler: typeof world.devicePermission) => {
    world.devicePermission = handler
  },
})
export const session = fake('static Session', {
  get defaultSession() {
    afterReady('session.defaultSession')
    return defaultSession
  },
})

export const protocol = fake('Protocol', {
  registerSchemesAsPrivileged: (schemes: Bag[]) => {
    beforeReady('protocol.registerSchemesAsPrivileged')
    for (const scheme of schemes) {
      takeOptions('CustomScheme', scheme)
      takeOptions('Privileges', scheme.privileges as Bag)
    }
    world.privileged = schemes
  },
  handle: (scheme: string, handler: (request: Request) => Response) => {
    afterReady('protocol.handle')
    if (world.schemes.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
    world.schemes.set(scheme, handler)
  },
})

export const ipcMain = fake('IpcMain', {
  handle: (channel: string, handler: Handler) => {
    if (world.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    world.handlers.set(channel, handler)
  },
})

function makeWindow(options: Bag): MadeWindow {
  afterReady('BrowserWindow')
  takeOptions('BrowserWindowConstructorOptions', options)
  takeOptions('WebPreferences', options.webPreferences as Bag)
  const page = makeContents((channel, args) => world.deliver(window, channel, args))
  const at = (key: string, otherwise: number) => (options[key] as number | undefined) ?? otherwise
  const parts: MadeWindow['parts'] = {
    options,
    page: page.parts,
    contents: page.contents,
    bounds: { x: at('x', 320), y: at('y', 110), width: at('width', 800), height: at('height', 600) },
    shown: options.show !== false,
    maximized: false,
    fullScreen: false,
    minimized: false,
    progress: -1,
    destroyed: false,
    loaded: [] as string[],
  }
  const window = fake(
    'BrowserWindow',
    {
      webContents: page.contents,
      loadURL: async (url: string) => {
        parts.loaded.push(url)
        page.parts.url = url
      },
      show: () => {
        parts.shown = true
      },
      focus: () => {},
      maximize: () => {
        parts.maximized = true
      },
      restore: () => {
        parts.minimized = false
      },
      setFullScreen: (on: boolean) => {
        parts.fullScreen = on
      },
      isMaximized: () => parts.maximized,
      isMinimized: () => parts.minimized,
      isFullScreen: () => parts.fullScreen,
      isDestroyed: () => parts.destroyed,
      getNormalBounds: () => ({ ...parts.bounds }),
      setProgressBar: (progress: number) => {
        parts.progress = progress
      },
      close: (): void => {
        if (fire(window, 'close')) return
        world.windows = world.windows.filter((other) => other.window !== window)
        parts.destroyed = true
        page.parts.destroyed = true
        fire(window, 'closed')
        if (world.windows.length > 0 || quitting) return
        if (hasListener(app, 'window-all-closed')) fire(app, 'window-all-closed')
        else app.quit()
      },
    },
    { gone: () => parts.destroyed },
  )
  const made = { window, parts }
  world.windows.push(made)
  fire(app, 'web-contents-created', page.contents)
  return made
}
export const BrowserWindow = function BrowserWindow(options: Bag) {
  return makeWindow(options).window
}

const checkWindow = (window: unknown) => {
  if (!world.windows.some((made) => made.window === window)) throw new TypeError('Expected a BrowserWindow')
}
export const dialog = fake('Dialog', {
  showOpenDialog: async (window: unknown, options: Bag) => {
    checkWindow(window)
    takeOptions('OpenDialogOptions', options)
    const filePaths = setup.openDialog.shift() ?? []
    return fake('OpenDialogReturnValue', { canceled: filePaths.length === 0, filePaths })
  },
  showSaveDialog: async (window: unknown, options: Bag) => {
    checkWindow(window)
    takeOptions('SaveDialogOptions', options)
    const filePath = setup.saveDialog.shift() ?? ''
    return fake('SaveDialogReturnValue', { canceled: filePath === '', filePath })
  },
  showErrorBox: (_title: string, _content: string) => {},
})

export const screen = fake('Screen', {
  getAllDisplays: () => {
    afterReady('screen')
    return setup.displays.map((workArea) => fake('Display', { workArea }))
  },
})
export const nativeTheme = fake('NativeTheme', { shouldUseDarkColors: true })
export const shell = fake('Shell', { openExternal: async (_url: string) => {} })

let nextBlocker = 1
export const powerSaveBlocker = fake('PowerSaveBlocker', {
  start: (_type: string) => {
    world.blockers.add(nextBlocker)
    return nextBlocker++
  },
  stop: (id: number) => world.blockers.delete(id),
})

export const Menu = fake('static Menu', {
  buildFromTemplate: (template: MenuItem[]) => {
    const note = (item: MenuItem) => {
      takeOptions('MenuItemConstructorOptions', item)
      for (const below of item.submenu ?? []) note(below)
    }
    template.forEach(note)
    return fake('Menu', { items: template })
  },
  setApplicationMenu: (menu: { items: MenuItem[] }) => {
    world.menu = menu.items
  },
})

function makeTray(image: string): MadeTray {
  if (!existsSync(image)) throw new Error(`Failed to load image from path '${image}'`)
  const parts = { menu: [] as MenuItem[], destroyed: false }
  const tray = fake(
    'Tray',
    {
      setToolTip: (_text: string) => {},
      setContextMenu: (menu: { items: MenuItem[] }) => {
        parts.menu = menu.items
      },
      destroy: (): void => {
        parts.destroyed = true
        world.trays = world.trays.filter((other) => other.tray !== tray)
      },
    },
    { gone: () => parts.destroyed },
  )
  const made = { tray, parts }
  world.trays.push(made)
  return made
}
export const Tray = function Tray(image: string) {
  return makeTray(image).tray
}

const notifications = fake('static Notification', { isSupported: () => true })
export const Notification = Object.assign(
  function Notification(options: Bag) {
    const parts = { open: false, options: plain(takeOptions('NotificationConstructorOptions', options)) as Bag }
    const notification = fake('Notification', {
      show: () => {
        parts.open = true
      },
      close: () => {
        parts.open = false
      },
    })
    world.notifications.push({ parts, notification })
    return notification
  },
  { isSupported: () => notifications.isSupported() },
)
