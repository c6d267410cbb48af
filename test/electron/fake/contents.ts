/** Pages and their frames, as main sees them. */
import { fake } from './surface.ts'

export const ownPage = 'app://bundle/'

export type Frame = ReturnType<typeof makeFrame>
type FrameOptions = { url?: string; origin?: string; parent?: object | null; detached?: boolean; destroyed?: boolean }

let nextFrame = 1

/** A frame as main sees it. One that is destroyed throws at every look, as Electron's does. */
export function makeFrame({
  url = ownPage,
  origin = 'app://bundle',
  parent = null,
  detached = false,
  destroyed = false,
}: FrameOptions) {
  const frameTreeNodeId = nextFrame++
  const alive = <T>(value: T): T => {
    if (destroyed) throw new Error('Render frame was disposed before WebFrameMain could be accessed')
    return value
  }
  return fake('WebFrameMain', {
    get url() {
      return alive(url)
    },
    get origin() {
      return alive(origin)
    },
    get parent() {
      return alive(parent)
    },
    get detached() {
      return alive(detached)
    },
    get frameTreeNodeId() {
      return alive(frameTreeNodeId)
    },
    isDestroyed: () => destroyed,
  })
}

export type Contents = ReturnType<typeof makeContents>['contents']
export type OpenHandler = (details: { url: string }) => { action: string }

/** A page. `deliver` hears what main sends to it. */
export function makeContents(deliver: (channel: string, args: unknown[]) => void) {
  const mainFrame = makeFrame({})
  const parts = { openHandler: null as OpenHandler | null, url: '', mainFrame, destroyed: false }
  const contents = fake(
    'WebContents',
    {
      mainFrame,
      isDestroyed: () => parts.destroyed,
      send: (channel: string, ...args: unknown[]) => deliver(channel, structuredClone(args)),
      setWindowOpenHandler: (handler: OpenHandler) => {
        parts.openHandler = handler
      },
      setWebRTCIPHandlingPolicy: (_policy: string) => {},
      sendInputEvent: (_event: object) => {},
      reload: () => {},
    },
    { gone: () => parts.destroyed },
  )
  return { contents, parts }
}
