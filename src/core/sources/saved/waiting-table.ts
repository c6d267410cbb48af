/** Records that wait for what they name, as a table: what the ledger knows of them is their fields. */
import { isPlays } from '../fields.ts'
import type { Column, FormatInfo, SourceRow, TableFormat } from '../format.ts'
import type { Keyword, SetAsideKeyword } from '../keywords.ts'

const id = (role: string): Column => ({ role, names: [], required: true, holds: 'id' })
const text = (role: string): Column => ({ role, names: [], required: false, holds: 'text' })

type Shape = { columns: readonly Column[]; toRow: (fields: readonly string[]) => SourceRow | Keyword }

const shapes: Record<SetAsideKeyword, Shape> = {
  'orphan-artist': {
    columns: [id('listener'), id('artist id'), text('plays')],
    toRow: ([listener = '', artistId = '', plays = '']) =>
      withPlays(plays, (count) => ({ kind: 'artist-play', listener, artistId, plays: count })),
  },
  'orphan-song': {
    columns: [id('listener'), id('song id'), text('plays')],
    toRow: ([listener = '', trackId = '', plays = '']) =>
      withPlays(plays, (count) => ({ kind: 'track-play', listener, trackId, plays: count })),
  },
  'orphan-tag': {
    columns: [id('listener'), id('artist id'), id('tag id'), text('date')],
    toRow: ([listener = '', artistId = '', tagId = '', date = '']) => ({
      ...{ kind: 'tagging', listener, artistId, tagId },
      date: date || null,
    }),
  },
}

/** A like has no number of plays. */
function withPlays(plays: string, row: (count: number | null) => SourceRow): SourceRow | Keyword {
  if (plays === '') return row(null)
  return isPlays(plays) ? row(Number(plays)) : 'plays-invalid'
}

/** The table that records of a data set's table are while they wait. */
export function waitingTable(info: FormatInfo, keyword: SetAsideKeyword): TableFormat {
  return { ...info, ...shapes[keyword], headerOptional: true, detect: () => 1 }
}
