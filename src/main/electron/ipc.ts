/** The one wrapper around everything the page may ask: who asks, how much, and in what shape. */
import { type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron'
import type { z } from 'zod'
import type { requests } from '../../api/bridge.ts'
import { AppError, type Reply, toErrorReply } from '../../api/errors.ts'
import { isOwnPage } from './permissions.ts'
import { plainBytes } from './plain.ts'

const mostBytes = 1024 ** 2

type Options<A extends z.ZodType> = {
  channel: (typeof requests)[keyof typeof requests]
  /** The one page that may ask; null while there is none. */
  page: () => WebContents | null
  /** All arguments, as a tuple. */
  args: A
}

/** Answer a channel. Whatever happens, the page gets a reply: faults and refusals are values there. */
export function handle<A extends z.ZodType>(
  { channel, page, args }: Options<A>,
  answer: (args: z.output<A>) => unknown,
): void {
  ipcMain.handle(channel, async (event, ...sent: unknown[]): Promise<Reply<unknown>> => {
    try {
      if (!isTopFrame(event, page()))
        throw new AppError('permission-denied', 'Only Sidetrack’s own window may ask this.')
      const bytes = plainBytes(sent, mostBytes)
      if (bytes === 'too-large') throw new AppError('too-large', 'These arguments are over 1 MiB.')
      if (bytes === 'not-plain') throw new AppError('bad-arguments', 'Arguments are plain data: text, numbers, lists.')
      const parsed = args.safeParse(sent)
      if (!parsed.success) throw new AppError('bad-arguments', 'The arguments are not of the expected shape.')
      return { ok: true, value: await answer(parsed.data) }
    } catch (thrown) {
      const error = toErrorReply(thrown)
      if (error.code === 'internal')
        process.stderr.write(`${channel}: ${thrown instanceof Error ? thrown.stack : thrown}\n`)
      return { ok: false, error }
    }
  })
}

/** True where the top frame of that page asks, and shows the bundle. A frame that is gone throws when looked at. */
function isTopFrame(event: IpcMainInvokeEvent, page: WebContents | null): boolean {
  try {
    const { sender, senderFrame: frame } = event
    if (page === null || sender !== page || frame === null) return false
    if (frame.isDestroyed() || frame.detached || frame.parent !== null) return false
    if (frame.frameTreeNodeId !== page.mainFrame.frameTreeNodeId) return false
    return isOwnPage(frame.origin) && frame.url.startsWith(`${frame.origin}/`)
  } catch {
    return false
  }
}
