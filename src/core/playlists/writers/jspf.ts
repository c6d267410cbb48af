/** JSPF as ListenBrainz takes it: every track names its recording at MusicBrainz. The others are kept apart, in place. */
import { pathToFileURL } from 'node:url'
import { identifiersOf, recordingAddress } from '#core/sources/formats/lists/identifiers.ts'
import { playlistExtension, tracksApart } from '#core/sources/formats/lists/jspf.ts'
import type { ExportRow } from './export-row.ts'

/** True for a track that ListenBrainz takes. */
export function hasRecording({ mbid }: Pick<ExportRow, 'mbid'>): boolean {
  return recordingAddress(mbid) !== null
}

/** `date` is an xs:dateTime, or null. */
export function writeJspf(name: string, date: string | null, rows: readonly ExportRow[]): string {
  const apart = rows.flatMap((row, index) => (hasRecording(row) ? [] : [{ position: index + 1, ...track(row) }]))
  const playlist = {
    title: name.trim() || 'Playlist',
    ...(date === null ? {} : { date }),
    track: rows.filter(hasRecording).map(track),
    extension: {
      [playlistExtension]: {
        public: false,
        ...(apart.length === 0 ? {} : { additional_metadata: { [tracksApart]: apart } }),
      },
    },
  }
  return `${JSON.stringify({ playlist }, null, 2)}\n`
}

function track(row: ExportRow) {
  return {
    ...(row.path === null ? {} : { location: [pathToFileURL(row.path).href] }),
    identifier: identifiersOf(row),
    ...(row.title === null ? {} : { title: row.title }),
    creator: row.artist,
    ...(row.album === null ? {} : { album: row.album }),
    ...(row.durationMs === null ? {} : { duration: Math.round(row.durationMs) }),
  }
}
