/** Files for imports that are interrupted, with everything in them that an import must remember. */
import { basename } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { JobTask } from '#core/jobs/control.ts'

/** Two tables with a bit of everything: repeated ids with other titles, other spellings, bad records, unknown songs. */
export function everyKind(songs = 9000, likes = 60_000, titleTail = ''): Record<string, string | Uint8Array> {
  const songRows = Array.from({ length: songs }, (_, i) => {
    const id = i % 9 === 8 ? i - 8 : i
    const band = i % 700 === 3 ? `BAND ${i % 200}` : i % 500 === 7 ? '' : `Band ${i % 200}`
    return `${id},"${band}","Song ${i % 9 === 8 ? i - (i % 27) : i}${i % 40 === 0 ? ' (Live)' : ''}${titleTail}"`
  })
  const likeRows = Array.from({ length: likes }, (_, i) =>
    i % 997 === 5 ? `${i}` : `${i % 3000},${(i * 7919) % (songs + 100)}`,
  )
  return {
    'songs.csv': ['song_id,band,song_name', ...songRows].join('\n'),
    'likes.csv.gz': gzipSync(['user,item', ...likeRows].join('\n')),
  }
}

export const importOf = (paths: string[]): JobTask => ({
  kind: 'import',
  files: paths.map((path) => ({ path, shownName: basename(path) })),
  format: null,
  name: null,
})
