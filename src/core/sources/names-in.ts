/** The bands and titles that files name, by their first records. */
import { displayName } from '#core/catalog/keys.ts'
import type { SourceRow, TrackRef } from './format.ts'
import type { Part } from './parts.ts'
import { isRefusal, readRows } from './reader.ts'

export type NamesIn = {
  /** Records that were looked at, and whether they are all there are. */
  records: number
  whole: boolean
  bands: ReadonlyMap<string, NamedBand>
}
/** One spelling of a band: its titles, one for each record that has one, and how many records are plays of it. */
export type NamedBand = { titles: readonly string[]; plays: number }

/** Read names from the first `most` records of each file. A file that turns out unusable brings those before that. */
export async function namesIn(parts: readonly Part[], most: number): Promise<NamesIn> {
  const bands = new Map<string, { titles: string[]; plays: number }>()
  const add = ({ artist, title }: Named, isPlay: boolean) => {
    const name = displayName(artist)
    if (name === '') return
    const band = bands.get(name) ?? { titles: [], plays: 0 }
    if (title !== '') band.titles.push(title)
    if (isPlay) band.plays += 1
    bands.set(name, band)
  }
  let records = 0
  let whole = true
  for (const { path, recognised } of parts) {
    if (recognised === null) continue
    let read = 0
    for await (const batch of readRows(path, recognised)) {
      if (isRefusal(batch)) break
      for (const row of batch.rows)
        for (const named of namedBy(row)) add(named, row.kind !== 'artist' && row.kind !== 'track')
      read = batch.recordsRead
      if (read < most) continue
      whole = false
      break
    }
    records += read
  }
  return { records, whole, bands }
}

type Named = Pick<TrackRef, 'artist' | 'title'>

function namedBy(row: SourceRow): readonly Named[] {
  switch (row.kind) {
    case 'artist':
      return [{ artist: row.name, title: '' }]
    case 'named-artist-play':
      return [{ artist: row.artist, title: '' }]
    case 'track':
      return [row]
    case 'named-track-play':
    case 'listen':
    case 'list-entry':
      return [row.track]
    case 'list':
      return row.tracks
    default:
      return []
  }
}
