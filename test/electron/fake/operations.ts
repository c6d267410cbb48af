/** What a test can do to the program in the child process: be the page, the system and the listener. */
import { type Frame, makeContents, makeFrame } from './contents.ts'
import { app, type MenuItem, session, world } from './main-module.ts'
import { page, pageFile } from './preload-module.ts'
import { calls, fire, surface } from './surface.ts'
import { setup } from './world.ts'

/** Who asks: the page itself, or somebody who must be refused. */
export type Sender =
  | 'page'
  | 'closed-window'
  | 'other-contents'
  | 'sub-frame'
  | 'nested-frame'
  | 'destroyed-frame'
  | 'detached-frame'
  | 'no-frame'
  | 'throwing-event'
  | { url: string; origin: string }

const firstWindow = () => {
  const [made] = world.windows
  if (made === undefined) throw new Error('There is no window')
  return made
}

/** The event that Electron would hand to an IPC handler. */
function ipcEvent(sender: Sender): object {
  const { contents } = firstWindow().parts
  const { mainFrame } = contents
  const from = (senderFrame: Frame | null, of: object = contents) => ({ type: 'frame', sender: of, senderFrame })
  if (typeof sender === 'object') return from(sameTreeNode(mainFrame, sender))
  switch (sender) {
    case 'page':
      return from(mainFrame)
    case 'other-contents': {
      const other = makeContents(() => {}).contents
      return from(other.mainFrame, other)
    }
    case 'closed-window': {
      const closed = makeContents(() => {})
      closed.parts.destroyed = true
      return from(mainFrame, closed.contents)
    }
    case 'sub-frame':
      return from(makeFrame({ parent: mainFrame }))
    case 'nested-frame':
      return from(makeFrame({ parent: makeFrame({ parent: mainFrame }) }))
    case 'destroyed-frame':
      return from(makeFrame({ destroyed: true }))
    case 'detached-frame':
      return from(makeFrame({ detached: true }))
    case 'no-frame':
      return from(null)
    case 'throwing-event':
      return {
        sender: contents,
        get senderFrame(): Frame {
          throw new Error('Render frame was disposed before WebFrameMain could be accessed')
        },
      }
  }
}

/** The top frame of the window after it went somewhere else: the same place in the tree, another address. */
function sameTreeNode(mainFrame: Frame, { url, origin }: { url: string; origin: string }): Frame {
  return Object.create(mainFrame, {
    url: { value: url },
    origin: { value: origin },
    parent: { value: null },
    detached: { value: false },
    frameTreeNodeId: { value: mainFrame.frameTreeNodeId },
    isDestroyed: { value: () => false },
  }) as Frame
}

async function invoke(channel: string, args: unknown[], sender: Sender = 'page'): Promise<unknown> {
  const handler = world.handlers.get(channel)
  if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
  return structuredClone(await handler(ipcEvent(sender), ...structuredClone(args)))
}

page.invoke = (channel, args) => invoke(channel, args)
world.deliver = (_window, channel, args) => page.receive(channel, args)

const heard: unknown[][] = []
let stopListening = () => {}

const findItem = (items: MenuItem[], label: string): MenuItem | undefined =>
  items.flatMap((item) => [item, ...(item.submenu ?? [])]).find((item) => item.label === label)

export const operations = {
  /** Add answers to those the test started with. */
  answer: ({ openDialog = [], saveDialog = [] }: { openDialog?: string[][]; saveDialog?: string[] }) => {
    setup.openDialog.push(...openDialog)
    setup.saveDialog.push(...saveDialog)
  },
  invoke,
  attack: (tries: { channel: string; sender: Sender; args: unknown[] }[]) =>
    Promise.all(tries.map(({ channel, sender, args }) => invoke(channel, args, sender))),
  channels: () => [...world.handlers.keys()],

  bridgeNames: () => Object.entries(page.exposed).map(([name, api]) => [name, Object.keys(api).sort()]),
  bridge: (name: string, ...args: unknown[]) => page.exposed.sidetrack?.[name]?.(...args),
  bridgeFiles: (files: { name: string; path: string | null }[]) =>
    page.exposed.sidetrack?.filesDropped?.(files.map(({ name, path }) => pageFile(name, path))),
  listen: () => {
    const { on, onOpened } = page.exposed.sidetrack ?? {}
    const offs = [
      on?.((...args: unknown[]) => void heard.push(args)),
      onOpened?.((...args: unknown[]) => void heard.push(['opened', ...args])),
    ] as (() => void)[]
    stopListening = () => {
      for (const off of offs) off()
    }
  },
  stopListening: () => stopListening(),
  heard: () => heard,

  calls: (name?: string) => calls.filter((call) => name === undefined || call.name === name),
  surface,
  app: () => ({
    switches: world.switches,
    paths: world.paths,
    privileged: world.privileged,
    additionalData: world.additionalData,
    blockers: world.blockers.size,
    trays: world.trays.map(({ parts }) => parts.menu.map(({ label }) => label)),
    notifications: world.notifications.map(({ parts }) => parts),
    roles: world.menu.flatMap((item) => [item, ...(item.submenu ?? [])]).flatMap(({ role }) => role ?? []),
    labels: world.menu.flatMap((item) => [item, ...(item.submenu ?? [])]).flatMap(({ label }) => label ?? []),
  }),
  windows: () =>
    world.windows.map(({ parts: { contents: _contents, page: _page, ...parts } }) => structuredClone(parts)),
  closeWindow: () => firstWindow().window.close(),
  setWindow: (change: { bounds?: object; maximized?: boolean; fullScreen?: boolean; minimized?: boolean }) =>
    void Object.assign(firstWindow().parts, change),
  quit: () => app.quit(),
  menu: (label: string) => void findItem(world.menu, label)?.click?.(),
  trayMenu: (label: string) => void findItem(world.trays[0]?.parts.menu ?? [], label)?.click?.(),
  clickNotification: () => void fire(world.notifications.at(-1)?.notification ?? {}, 'click'),

  /** Say an event of the app, the window, its page or the session; resolves to whether it was prevented. */
  fire: (source: 'app' | 'window' | 'page' | 'session', event: string, ...args: unknown[]) => {
    const { window, parts } = source === 'app' || source === 'session' ? { window: {}, parts: null } : firstWindow()
    const sources = { app, window, page: parts?.contents ?? {}, session: session.defaultSession }
    return fire(sources[source], event, ...args)
  },
  openWindowFromPage: (url: string) => firstWindow().parts.page.openHandler?.({ url }),
  request: async (url: string, method = 'GET') => {
    const handler = world.schemes.get('app')
    if (handler === undefined) throw new Error('No handler for app:')
    // A Request of Node's would tidy the address up; Electron hands on what Chromium made of it.
    const response = await handler({ url, method } as Request)
    const text = await response.text()
    return { status: response.status, headers: Object.fromEntries(response.headers), text }
  },
  webRequests: (urls: string[]) =>
    urls.map((url) => {
      let answer: boolean | undefined
      world.beforeRequest?.({ url }, ({ cancel }) => {
        answer = cancel
      })
      return answer
    }),
  permission: (permission: string, requestingUrl: string) => {
    let granted: boolean | undefined
    const { contents } = firstWindow().parts
    world.permissionRequest?.(
      contents,
      permission,
      (answer) => {
        granted = answer
      },
      { requestingUrl, isMainFrame: true },
    )
    return {
      granted,
      checked: world.permissionCheck?.(contents, permission, requestingUrl, {}),
      device: world.devicePermission?.({ deviceType: permission, origin: requestingUrl }),
    }
  },
}
export type Operations = typeof operations
