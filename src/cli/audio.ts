/** The commands on the listener's own audio files. */
import type { Client } from '../api/client.ts'
import { AppError } from '../api/errors.ts'
import type { FileDoubt } from '../api/schemas.ts'
import type { Invocation } from './options.ts'

type Context = { api: Client; invocation: Invocation }
type Output = { result: unknown; text: string }

/** List the folders of audio files, after switching whether some are looked through by themselves. */
export async function audioFolders({ api, invocation }: Context): Promise<Output> {
  for (const id of invocation.wholes('watch')) await api.audioFolderWatch({ id, on: true })
  for (const id of invocation.wholes('unwatch')) await api.audioFolderWatch({ id, on: false })
  const result = await api.audioFolders({})
  const lines = result.items.map(
    ({ id, folder, files, vanished, watched }) =>
      `${id}  ${folder}  ${files} files, ${vanished} gone${watched ? ', looked through by itself' : ''}`,
  )
  return { result, text: lines.length === 0 ? 'No folders of audio files yet.' : lines.join('\n') }
}

/** List doubtful files, after saying of some of them (`FILE:TRACK`, as listed) whether they are the same recording. */
export async function fileDoubts({ api, invocation }: Context): Promise<Output> {
  for (const verdict of ['same', 'different'] as const) {
    for (const pair of invocation.texts(verdict)) await api.fileVerdict({ ...pairOf(verdict, pair), verdict })
  }
  const limit = invocation.whole('limit')
  const result = await api.fileDoubts(limit === undefined ? {} : { limit })
  return { result, text: [...result.items.map(line), `${result.total} files in doubt`].join('\n') }
}

function pairOf(verdict: string, pair: string): { file: number; item: string } {
  const found = /^(\d{1,15}):(t\d{1,15})$/.exec(pair)
  if (found === null) {
    throw new AppError(
      'bad-arguments',
      `--${verdict} expects FILE:TRACK as file-doubts lists it, such as 12:t42; found "${pair}".`,
    )
  }
  return { file: Number(found[1]), item: found[2] as string }
}

const line = ({ file, artist, title, path, item }: FileDoubt): string =>
  `${file}:${item.id}  ${artist} - ${title} (${path})  may be  ${item.artist} - ${item.title ?? ''}`
