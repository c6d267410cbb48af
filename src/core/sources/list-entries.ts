/** What only the file as a whole tells of a list's entries: which list they are of, and where relative paths begin. */
import { basename, dirname } from 'node:path'
import type { SourceRow, TrackRef } from './format.ts'
import { readLocation } from './locations.ts'

/** Makes the function that completes the entries of the file at `path`; other rows pass as they are. */
export function listEntryPlacer(path: string, shownName: string): (row: SourceRow) => SourceRow {
  // Of a million documents in an archive none may be a list.
  let known: { folder: string; title: string } | null = null
  return (row) => {
    if (row.kind !== 'list-entry') return row
    known ??= {
      folder: dirname(path),
      title: basename(shownName).replace(/(?:\.[A-Za-z0-9]{2,4}){1,2}$/, ''),
    }
    const list = row.list === null ? path : `${path}\t${row.list}`
    return { ...row, list, name: row.name ?? known.title, track: placed(row.track, known.folder) }
  }
}

function placed(track: TrackRef, folder: string): TrackRef {
  const uri = track.facts?.uri
  if (uri === undefined) return track
  const location = readLocation(uri, folder) ?? uri
  return { ...track, id: track.id === null ? null : location, facts: { ...track.facts, uri: location } }
}
