/** The command that carries who likes which bands out of the library. */
import { resolve } from 'node:path'
import type { Client } from '../api/client.ts'
import { AppError } from '../api/errors.ts'
import type { CorePort } from '../main/core-port.ts'
import type { Invocation } from './options.ts'

type Context = { api: Client; core: CorePort; invocation: Invocation }
type Output = { result: unknown; text: string }

async function exportListeners({ api, core, invocation }: Context): Promise<Output> {
  const out = invocation.text('out')
  if (out === undefined) throw new AppError('bad-arguments', 'listeners-export expects --out FILE.')
  const { written } = await api.listenersExport({ to: await core.grantWrite(resolve(out)) })
  return {
    result: { written },
    text: `${written} ${written === 1 ? 'listener' : 'listeners'} with their bands written.`,
  }
}

export const listenerCommands = { 'listeners-export': exportListeners }
