/** The Electron transport: calls and events over the preload bridge, files by the system's own dialogs and drops. */
import type { Bridge, GrantedFile } from '#api/bridge.ts'
import type { Args, Result } from '#api/contract.ts'
import { AppError, type Reply } from '#api/errors.ts'
import type { FileRef } from '#api/schemas.ts'
import type { Host } from './host.ts'

/** Files that main granted by itself, under the stand-ins that carry them through the page. */
type StandIns = WeakMap<File, FileRef>

function valueOrThrow<T>(reply: Reply<T>): T {
  if (reply.ok) return reply.value
  throw new AppError(reply.error.code, reply.error.message)
}

/** Files of the page that stand for granted ones. */
function standFor(standIns: StandIns, files: readonly GrantedFile[]): File[] {
  return files.map(({ name, ref }) => {
    const file = new File([], name)
    standIns.set(file, ref)
    return file
  })
}

/** Let granted files arrive as if they had been dropped onto the window, which is where files arrive from. */
function dropInto(standIns: StandIns, files: GrantedFile[], tries = 50): void {
  if (files.length === 0) return
  const dataTransfer = new DataTransfer()
  for (const file of standFor(standIns, files)) dataTransfer.items.add(file)
  const untaken = window.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  // Files that were opened with Sidetrack may be here before the page is.
  if (untaken && tries > 1) setTimeout(() => dropInto(standIns, files, tries - 1), 100)
}

/** Hand over one file; of a folder, the first file now and the others right after. */
async function takeFile(bridge: Bridge<File>, standIns: StandIns, file: File): Promise<FileRef> {
  const known = standIns.get(file)
  if (known !== undefined) return known
  const [first, ...others] = valueOrThrow(await bridge.filesDropped([file]))
  if (first === undefined) throw new AppError('file-not-found', 'There is no file here that can be read.')
  dropInto(standIns, others)
  return first.ref
}

/** Methods that write a file: asked where before anything is written, so that the file lies where the listener wanted it. */
type Exports = 'playlistExport' | 'ledgerExport' | 'listenersExport'
type Exporting = { [M in Exports]: { method: M; args: Args<M> } }[Exports]

const isExport = (method: string): method is Exports =>
  method === 'playlistExport' || method === 'ledgerExport' || method === 'listenersExport'

async function suggestedName(bridge: Bridge<File>, { method, args }: Exporting): Promise<Reply<string>> {
  if (method === 'ledgerExport') return { ok: true, value: `${args.keyword}.csv` }
  if (method === 'listenersExport') return { ok: true, value: 'playlists.csv' }
  const playlist = (await bridge.call('playlist', { id: args.id })) as Reply<Result<'playlist'>>
  return playlist.ok ? { ok: true, value: `${playlist.value.name}.${args.format}` } : playlist
}

async function exportTo(bridge: Bridge<File>, exporting: Exporting): Promise<Reply<unknown>> {
  const suggested = await suggestedName(bridge, exporting)
  if (!suggested.ok) return suggested
  const chosen = await bridge.chooseExport(suggested.value)
  if (!chosen.ok) return chosen
  if (chosen.value === null) {
    return { ok: false, error: { code: 'cancelled', message: 'No file was chosen, so nothing was written.' } }
  }
  const { ref, name } = chosen.value
  const { method, args } = exporting
  const reply = (await bridge.call(method, { ...args, to: ref })) as Reply<Result<Exporting['method']>>
  return reply.ok ? { ok: true, value: { ...reply.value, file: { ...reply.value.file, name } } } : reply
}

/** The window in Electron. */
export function desktopHost(bridge: Bridge<File>): Host {
  const standIns: StandIns = new WeakMap()
  /** Exports that are where they belong, by the ref under which the page knows them. */
  const exported = new Map<FileRef, { exporting: Exporting; saved: boolean }>()

  const call = async (method: string, sent: unknown): Promise<Reply<unknown>> => {
    if (!isExport(method) || (sent as Exporting['args']).to !== undefined) return bridge.call(method, sent)
    const exporting = { method, args: sent } as Exporting
    const reply = await exportTo(bridge, exporting)
    if (reply.ok) exported.set((reply.value as Result<Exporting['method']>).file.ref, { exporting, saved: false })
    return reply
  }
  return {
    kind: 'desktop',
    call,
    on: (listener) => bridge.on(listener),
    onConnection: () => {},
    start: async () => {
      bridge.onOpened((files) => dropInto(standIns, files))
    },
    chooseFolder: async () => standFor(standIns, valueOrThrow(await bridge.chooseFolder())),
    takeFile: async (file, progress) => {
      const ref = await takeFile(bridge, standIns, file)
      progress(1)
      return ref
    },
    // The file was written where the listener chose; asking again means another place.
    saveFile: async (ref) => {
      const known = exported.get(ref)
      if (known === undefined) return
      if (known.saved) valueOrThrow(await exportTo(bridge, known.exporting))
      known.saved = true
    },
  }
}
