/** One entry of a playlist as writers take it. */

export type ExportRow = {
  artist: string
  title: string | null
  album: string | null
  year: number | null
  durationMs: number | null
  /** Where the file lies on this computer; null where no file is known. */
  path: string | null
  /** MusicBrainz recording. */
  mbid: string | null
  isrc: string | null
  /** `spotify:track:…` */
  spotifyUri: string | null
}

/** `Artist - Title`, or the band alone. */
export function labelOf({ artist, title }: Pick<ExportRow, 'artist' | 'title'>): string {
  return title === null ? artist : `${artist} - ${title}`
}

/** For formats in which a line is an entry. */
export function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').trim()
}

/** Whole seconds; −1 where unknown. */
export function secondsOf({ durationMs }: Pick<ExportRow, 'durationMs'>): number {
  return durationMs === null ? -1 : Math.round(durationMs / 1000)
}

/** Where the entry lies for a player; its label, which players show and skip, where no file is known. */
export function placeOf(row: ExportRow): string {
  return row.path ?? oneLine(labelOf(row))
}
