/** Addresses that name a recording: of MusicBrainz, of Spotify, and the page of an ISRC. */
import type { WrittenEntry } from './list-files.ts'

const RECORDING = 'https://musicbrainz.org/recording/'
const ISRC = 'https://musicbrainz.org/isrc/'
/** RFC 9562, as ListenBrainz takes it. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** What the identifiers of one track say; the first of each kind counts. */
export function readIdentifiers(identifiers: readonly string[]): Pick<WrittenEntry, 'mbid' | 'isrc' | 'spotify'> {
  const found: Pick<WrittenEntry, 'mbid' | 'isrc' | 'spotify'> = {}
  for (const identifier of identifiers.map((one) => one.trim())) {
    const [, kind, id = ''] =
      /^https?:\/\/(?:\w+\.)?musicbrainz\.org\/(recording|isrc)\/([^/?#\s]+)/.exec(identifier) ?? []
    if (kind === 'recording') found.mbid ??= id
    else if (kind === 'isrc') found.isrc ??= id
    else if (/^spotify:track:/.test(identifier)) found.spotify ??= identifier
  }
  return found
}

/** The address of a recording; null where its id is none that ListenBrainz takes. */
export function recordingAddress(mbid: string | null): string | null {
  const id = mbid?.toLowerCase() ?? ''
  return UUID.test(id) ? RECORDING + id : null
}

/** All addresses of a track, MusicBrainz's first. */
export function identifiersOf(track: {
  mbid: string | null
  isrc: string | null
  spotifyUri: string | null
}): string[] {
  const recording = recordingAddress(track.mbid)
  return [recording, track.spotifyUri, track.isrc === null ? null : ISRC + track.isrc].filter((one) => one !== null)
}
