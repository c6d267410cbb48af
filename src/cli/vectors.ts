/** Commands that carry vectors out of the library and into it. */
import { resolve } from 'node:path'
import type { Client } from '../api/client.ts'
import { AppError } from '../api/errors.ts'
import { VectorFormat, type VectorsResult } from '../api/schemas.ts'
import type { CorePort } from '../main/core-port.ts'
import { followJob } from './follow-job.ts'
import { type Invocation, oneOf } from './options.ts'

type Context = { api: Client; core: CorePort; invocation: Invocation }
type Output = { result: unknown; text: string }

async function exportVectors({ api, core, invocation }: Context): Promise<Output> {
  const [model, out, meta] = [invocation.whole('model'), invocation.text('out'), invocation.text('meta')]
  if (model === undefined || out === undefined) {
    throw new AppError('bad-arguments', 'vectors-export expects --model NUMBER and --out FILE.')
  }
  const format = oneOf('--format', invocation.text('format') ?? 'word2vec', VectorFormat.options)
  if (meta !== undefined && format !== 'npy') {
    throw new AppError('bad-arguments', '--meta names the rows of --format npy; the other forms name them themselves.')
  }
  const { written, dimensions } = await api.vectorsExport({ model, format, to: await core.grantWrite(resolve(out)) })
  if (meta !== undefined) {
    await api.vectorsExport({ model, format: 'npy-meta', to: await core.grantWrite(resolve(meta)) })
  }
  return { result: { written, dimensions }, text: `${written} vectors of ${dimensions} numbers written.` }
}

async function importVectors({ api, core, invocation }: Context): Promise<Output> {
  const grant = (path: string) => core.grantRead(resolve(path), path)
  const [meta, entity] = [invocation.text('meta'), invocation.text('entity')]
  const file = await grant(invocation.arguments[0] ?? '')
  const started = api.vectorsImport({
    file,
    ...(meta === undefined ? {} : { meta: await grant(meta) }),
    ...(entity === undefined ? {} : { entity: oneOf('--entity', entity, ['artist', 'track'] as const) }),
  })
  const { vectors } = await followJob(api, started)
  if (vectors === undefined) throw new AppError('internal', 'The work ended without a result.')
  return { result: vectors, text: imported(vectors) }
}

function imported({ model, entity, dimensions, rows, matched, repeated, unmatched, unmatchedNames }: VectorsResult) {
  const what = entity === 'artist' ? 'bands' : 'tracks'
  const lines = [`Model ${model}: ${matched} of ${rows} rows are ${what} of your library, ${dimensions} numbers each.`]
  if (repeated > 0) lines.push(`${repeated} rows of ${what} that had one already are left out.`)
  if (unmatched > 0) {
    lines.push(
      `${unmatched} names are not in your library, such as ${unmatchedNames.map((name) => `“${name}”`).join(', ')}.`,
    )
  }
  return lines.join('\n')
}

export const vectorCommands = { 'vectors-export': exportVectors, 'vectors-import': importVectors }
