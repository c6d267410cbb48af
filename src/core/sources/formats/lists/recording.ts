/** The recording in an identifier such as `https://musicbrainz.org/recording/<mbid>`, or null. */
export function recordingOf(identifier: string): string | null {
  return /^https?:\/\/(?:\w+\.)?musicbrainz\.org\/recording\/([^/?#\s]+)/.exec(identifier.trim())?.[1] ?? null
}
