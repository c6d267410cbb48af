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

/** Let granted files arrive as if they had been dropped onto the window, which is where files arrive from. */
function dropInto(standIns: StandIns, files: GrantedFile[], tries = 50): void {
  if (files.length === 0) return
  const dataTransfer = new DataTransfer()
  for (const { name, ref } of files) {
    const file = new File([], name)
    standIns.set(file, ref)
    dataTransfer.items.add(file)
  }
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

/** Ask where to write before anything is written; the file then lies where the listener wanted it. */
async function exportTo(bridge: Bridge<File>, args: Args<'playlistExport'>): Promise<Reply<unknown>> {
  const playlist = (await bridge.call('playlist', { id: args.id })) as Reply<Result<'playlist'>>
  if (!playlist.ok) return playlist
  const chosen = await bridge.chooseExport(`${playlist.value.name}.${args.format}`)
  if (!chosen.ok) return chosen
  if (chosen.value === null) {
    return { ok: false, error: { code: 'cancelled', message: 'No file was chosen, so nothing was written.' } }
  }
  const { ref, name } = chosen.value
  const reply = (await bridge.call('playlistExport', { ...args, to: ref })) as Reply<Result<'playlistExport'>>
  return reply.ok ? { ok: true, value: { ...reply.value, file: { ...reply.value.file, name } } } : reply
}

/** The window in Electron. */
export function desktopHost(bridge: Bridge<File>): Host {
  const standIns: StandIns = new WeakMap()
  /** Exports that are where they belong, by the ref under which the page knows them. */
  const exported = new Map<FileRef, { args: Args<'playlistExport'>; saved: boolean }>()

  const call = async (method: string, sent: unknown): Promise<Reply<unknown>> => {
    const args = sent as Args<'playlistExport'>
    if (method !== 'playlistExport' || args.to !== undefined) return bridge.call(method, sent)
    const reply = await exportTo(bridge, args)
    if (reply.ok) exported.set((reply.value as Result<'playlistExport'>).file.ref, { args, saved: false })
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
    takeFile: async (file, progress) => {
      const ref = await takeFile(bridge, standIns, file)
      progress(1)
      return ref
    },
    // The file was written where the listener chose; asking again means another place.
    saveFile: async (ref) => {
      const known = exported.get(ref)
      if (known === undefined) return
      if (known.saved) valueOrThrow(await exportTo(bridge, known.args))
      known.saved = true
    },
  }
}
