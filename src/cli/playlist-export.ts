/** The command that carries a playlist out, in the way that a player or a program wants it. */
import { resolve } from 'node:path'
import type { Client } from '../api/client.ts'
import { AppError } from '../api/errors.ts'
import { playerPresets, players } from '../api/players.ts'
import { ExportFormat, ListStyle } from '../api/schemas.ts'
import type { CorePort } from '../main/core-port.ts'
import { type Invocation, oneOf, wholeNumber } from './options.ts'
import { exportedPlaylist } from './text.ts'

type Context = { api: Client; core: CorePort; invocation: Invocation }
type Output = { result: unknown; text: string }

/** Write a playlist to a file. */
export async function exportPlaylist({ api, core, invocation }: Context): Promise<Output> {
  const out = invocation.text('out')
  if (out === undefined) throw new AppError('bad-arguments', 'playlist-export expects --out FILE.')
  const preset = presetOf(invocation)
  const format = oneOf('--format', invocation.text('format') ?? preset.format, ExportFormat.options)
  const id = wholeNumber('ID', invocation.arguments[0] ?? '')
  const style = { ...preset.style, ...styleOf(invocation) }
  const to = await core.grantWrite(resolve(out))
  const { file: _, ...result } = await api.playlistExport({ id, format, style, to })
  return { result, text: exportedPlaylist(format, result) }
}

/** What a player reads, which every other option overrules. */
function presetOf(invocation: Invocation): { format: ExportFormat; style: ListStyle } {
  const player = invocation.text('for')
  return player === undefined ? { format: 'm3u8', style: {} } : playerPresets[oneOf('--for', player, players)]
}

function styleOf(invocation: Invocation): ListStyle {
  const choice = <T extends string>(name: string, choices: readonly T[]): T | undefined => {
    const given = invocation.text(name)
    return given === undefined ? undefined : oneOf(`--${name}`, given, choices)
  }
  const [paths, encoding] = [
    choice('paths', ListStyle.shape.paths.unwrap().options),
    choice('encoding', ListStyle.shape.encoding.unwrap().options),
  ]
  const withoutFile = choice('without-file', ListStyle.shape.withoutFile.unwrap().options)
  const [windows, dashes] = [choice('windows', ['yes', 'no']), choice('dashes', ['yes', 'no'])]
  const swap = invocation.text('swap')
  return {
    ...(paths === undefined ? {} : { paths }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(withoutFile === undefined ? {} : { withoutFile }),
    ...(windows === undefined ? {} : { windows: windows === 'yes' }),
    ...(dashes === undefined ? {} : { dashes: dashes === 'yes' }),
    ...(swap === undefined ? {} : { swap: swapOf(swap) }),
  }
}

function swapOf(text: string): NonNullable<ListStyle['swap']> {
  const at = text.indexOf('=')
  if (at < 1)
    throw new AppError('bad-arguments', '--swap expects FROM=TO: the beginning of paths, and what replaces it.')
  return { from: text.slice(0, at), to: text.slice(at + 1) }
}
