/** What the page may ask of main: one entry a channel, in the order of src/api/bridge.ts. */
import type { BrowserWindow } from 'electron'
import { z } from 'zod'
import { requests } from '../../api/bridge.ts'
import { contract, type MethodName } from '../../api/contract.ts'
import { AppError, type Reply } from '../../api/errors.ts'
import type { CorePort } from '../core-port.ts'
import { askForFiles, askForFolder, askWhereToSave } from './dialogs.ts'
import type { Grants } from './files.ts'
import { handle } from './ipc.ts'
import type { Opened } from './open-with.ts'

type Options = {
  core: Pick<CorePort, 'call'>
  grants: Grants
  opened: Opened
  window: () => BrowserWindow | null
}

const Method = z.string().refine((name): name is MethodName => Object.hasOwn(contract, name))
const Path = z.string().min(1).max(4096)

/** Answer the page's requests. */
export function answerPage({ core, grants, opened, window }: Options): void {
  const page = () => window()?.webContents ?? null
  const open = (): BrowserWindow => {
    const found = window()
    if (found === null) throw new AppError('cancelled', 'The window has closed.')
    return found
  }
  handle({ channel: requests.call, page, args: z.tuple([Method, z.unknown()]) }, async ([method, args]) => {
    checkShape(method, args)
    return unwrap(await core.call(method, args))
  })
  handle({ channel: requests.chooseFiles, page, args: z.tuple([]) }, async () => {
    const paths = await askForFiles(open())
    return paths.length === 0 ? [] : grants.read(paths)
  })
  handle({ channel: requests.chooseFolder, page, args: z.tuple([]) }, async () => {
    const paths = await askForFolder(open())
    return paths.length === 0 ? [] : grants.read(paths)
  })
  handle({ channel: requests.filesDropped, page, args: z.tuple([z.array(Path).max(1000)]) }, ([paths]) =>
    grants.read(paths),
  )
  handle({ channel: requests.chooseExport, page, args: z.tuple([z.string().min(1).max(500)]) }, async ([name]) => {
    const path = await askWhereToSave(open(), name)
    return path === null ? null : grants.write(path)
  })
  handle({ channel: requests.takeOpened, page, args: z.tuple([]) }, () => opened.take())
}

/** The core checks again and says what is wrong; here only what has the right shape goes on to it. */
function checkShape(method: MethodName, args: unknown): void {
  const issue = contract[method].args.safeParse(args ?? {}).error?.issues[0]
  if (issue === undefined) return
  throw new AppError('bad-arguments', `${issue.path.join('.') || 'arguments'}: ${issue.message}`)
}

/** A refusal of the core is thrown here and becomes a reply again where everything does. */
function unwrap(reply: Reply<unknown>): unknown {
  if (reply.ok) return reply.value
  const { code, message, suggestions } = reply.error
  throw new AppError(code, message, suggestions === undefined ? {} : { suggestions })
}
