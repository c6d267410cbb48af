import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Bridge, GrantedFile } from '../../src/api/bridge.ts'
import type { Reply } from '../../src/api/errors.ts'
import { desktopHost } from '../../src/renderer/host-desktop.ts'

const ok = <T>(value: T): Reply<T> => ({ ok: true, value })
const granted = (name: string, at = 1): GrantedFile => ({ ref: `f-${String(at).repeat(16)}`, name, bytes: 1 })
const never = new AbortController().signal

/** A bridge that notes what it is asked; exports go where `chosen` says. */
function testBridge({ chosen = granted('chosen.m3u8', 9) as GrantedFile | null, dropped = [granted('a.csv')] } = {}) {
  const asked: unknown[][] = []
  let open = (_files: GrantedFile[]) => {}
  const bridge: Bridge<File> = {
    call: async (method, args) => {
      asked.push([method, args])
      if (method === 'playlist') return ok({ id: 1, name: 'Late drive', items: [] })
      if (method === 'playlistExport')
        return ok({ written: 2, withFile: 0, file: { ref: `f-${asked.length}`, name: 'Late drive.m3u8', bytes: 9 } })
      if (method === 'listenersExport') return ok({ written: 3, file: { ref: 'f-1', name: 'playlists.csv', bytes: 9 } })
      return ok({})
    },
    on: () => () => {},
    chooseFiles: async () => ok([]),
    chooseFolder: async () => ok([granted('Music', 7)]),
    filesDropped: async (files) => {
      asked.push(['filesDropped', files.map(({ name }) => name)])
      return ok(dropped)
    },
    chooseExport: async (name) => {
      asked.push(['chooseExport', name])
      return ok(chosen)
    },
    onOpened: (listener) => {
      open = listener
      return () => {}
    },
  }
  return { bridge, asked, open: (files: GrantedFile[]) => open(files) }
}

class TestTransfer {
  files: File[] = []
  items = { add: (file: File) => this.files.push(file) }
}
class TestDrop extends Event {
  dataTransfer: TestTransfer
  constructor(type: string, options: EventInit & { dataTransfer: TestTransfer }) {
    super(type, options)
    this.dataTransfer = options.dataTransfer
  }
}
/** A window that takes dropped files from the `from`th drop on. */
function testWindow(from = 1) {
  const page = new EventTarget()
  const taken: File[] = []
  let drops = 0
  page.addEventListener('drop', (event) => {
    drops += 1
    if (drops < from) return
    event.preventDefault()
    taken.push(...(event as TestDrop).dataTransfer.files)
  })
  vi.stubGlobal('window', page)
  vi.stubGlobal('DataTransfer', TestTransfer)
  vi.stubGlobal('DragEvent', TestDrop)
  return taken
}
afterEach(() => vi.unstubAllGlobals())

describe('export in Electron', () => {
  it('asks where to write before anything is written, and shows the chosen name', async () => {
    const { bridge, asked } = testBridge()
    const host = desktopHost(bridge)
    const reply = await host.call('playlistExport', { id: 1, format: 'm3u8' })
    expect(asked).toEqual([
      ['playlist', { id: 1 }],
      ['chooseExport', 'Late drive.m3u8'],
      ['playlistExport', { id: 1, format: 'm3u8', to: `f-${'9'.repeat(16)}` }],
    ])
    expect(reply).toMatchObject({ ok: true, value: { written: 2, file: { name: 'chosen.m3u8' } } })
  })

  it('asks for listeners too, under the name that they have elsewhere', async () => {
    const { bridge, asked } = testBridge()
    const reply = await desktopHost(bridge).call('listenersExport', {})
    expect(asked).toEqual([
      ['chooseExport', 'playlists.csv'],
      ['listenersExport', { to: `f-${'9'.repeat(16)}` }],
    ])
    expect(reply).toMatchObject({ ok: true, value: { written: 3, file: { name: 'chosen.m3u8' } } })
  })

  it('writes nothing where the listener chose nothing', async () => {
    const { bridge, asked } = testBridge({ chosen: null })
    const reply = await desktopHost(bridge).call('playlistExport', { id: 1, format: 'csv' })
    expect(reply).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    expect(asked.map(([method]) => method)).toEqual(['playlist', 'chooseExport'])
  })

  it('does not save what is saved; asked again, it asks for another place', async () => {
    const { bridge, asked } = testBridge()
    const host = desktopHost(bridge)
    const reply = (await host.call('playlistExport', { id: 1, format: 'm3u8' })) as { value: { file: { ref: string } } }
    await host.saveFile(reply.value.file.ref, 'chosen.m3u8')
    expect(asked).toHaveLength(3)
    await host.saveFile(reply.value.file.ref, 'chosen.m3u8')
    expect(asked.slice(3).map(([method]) => method)).toEqual(['playlist', 'chooseExport', 'playlistExport'])
  })

  it('passes every other call on as it is', async () => {
    const { bridge, asked } = testBridge()
    await desktopHost(bridge).call('search', { text: 'x' })
    expect(asked).toEqual([['search', { text: 'x' }]])
  })
})

describe('files in Electron', () => {
  it('are handed to the bridge and come back as refs', async () => {
    const { bridge, asked } = testBridge()
    const progress = vi.fn()
    expect(await desktopHost(bridge).takeFile(new File([], 'a.csv'), progress, never)).toBe(granted('a.csv').ref)
    expect(asked).toEqual([['filesDropped', ['a.csv']]])
    expect(progress).toHaveBeenLastCalledWith(1)
  })

  it('come as a folder, for which a name without content stands', async () => {
    const { bridge, asked } = testBridge()
    const host = desktopHost(bridge)
    const [folder] = (await host.chooseFolder?.()) ?? []
    expect(folder?.name).toBe('Music')
    expect(await host.takeFile(folder as File, () => {}, never)).toBe(granted('Music', 7).ref)
    expect(asked).toEqual([])
  })

  it('of a folder arrive one by one', async () => {
    const taken = testWindow()
    const { bridge } = testBridge({ dropped: [granted('a.csv', 1), granted('b.csv', 2), granted('c.csv', 3)] })
    const host = desktopHost(bridge)
    expect(await host.takeFile(new File([], 'folder'), () => {}, never)).toBe(granted('a.csv', 1).ref)
    expect(taken.map(({ name }) => name)).toEqual(['b.csv', 'c.csv'])
    expect(await host.takeFile(taken[1] as File, () => {}, never)).toBe(granted('c.csv', 3).ref)
  })

  it('that were opened with Sidetrack arrive as if dropped, once the page is there', async () => {
    vi.useFakeTimers()
    const taken = testWindow(3)
    const { bridge, asked, open } = testBridge()
    const host = desktopHost(bridge)
    await host.start()
    open([granted('late.m3u8', 7)])
    expect(taken).toEqual([])
    await vi.advanceTimersByTimeAsync(250)
    vi.useRealTimers()
    expect(taken.map(({ name }) => name)).toEqual(['late.m3u8'])
    expect(await host.takeFile(taken[0] as File, () => {}, never)).toBe(granted('late.m3u8', 7).ref)
    expect(asked).toEqual([])
  })
})
