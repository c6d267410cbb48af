/** JSPF as ListenBrainz writes it, and as its draft describes it. */
import { z } from 'zod'
import type { DocumentFormat } from '../../format.ts'
import { RefusedFile } from '../../refusal.ts'
import { readIdentifiers } from './identifiers.ts'
import { type EntryReader, entriesToRows, entryFields, listFiles } from './list-files.ts'

/** Where ListenBrainz keeps what JSPF has no field for. */
export const playlistExtension = 'https://musicbrainz.org/doc/jspf#playlist'
/** Among its `additional_metadata`: the tracks without a recording's id, which ListenBrainz takes in no other place. */
export const tracksApart = 'tracks_without_recording'

/** Characters of a whole playlist: some 100,000 entries. */
const LARGEST = 64 * 1024 * 1024

const Text = z.string().catch('')
const Texts = z
  .union([z.string().transform((text) => [text]), z.array(z.string())])
  .nullish()
  .transform((texts) => texts ?? [])
  .catch([])
const Entry = z.object({
  title: Text,
  creator: Text,
  album: Text,
  duration: z.number().nullable().catch(null),
  location: Texts,
  identifier: Texts,
})
/** Tracks that `playlistExport` keeps apart, each with its place from 1 among all of them. */
const Apart = z.array(z.looseObject({ position: z.number().int().positive() })).catch([])
const Extension = z
  .object({
    [playlistExtension]: z.object({ additional_metadata: z.object({ [tracksApart]: Apart }) }),
  })
  .nullable()
  .catch(null)
const Document = z.object({
  playlist: z.object({ title: Text, track: z.array(z.unknown()), extension: Extension.optional() }),
})

/** Reads the tracks of a JSPF playlist. */
export const jspfEntries: EntryReader = (sink, onEntry) => {
  let text = ''
  return {
    push: (piece) => {
      text += piece
      if (text.length > LARGEST) throw new RefusedFile('json-too-large', 'This playlist is over 64 MB.')
    },
    end: () => {
      const { title, tracks } = readDocument(text)
      tracks.forEach((one, place) => {
        const entry = Entry.safeParse(one)
        if (!entry.success) {
          sink.reject('schema-mismatch', place + 1, JSON.stringify(one).slice(0, 500))
          return
        }
        const { creator, title: name, album, duration, location, identifier } = entry.data
        const written = {
          listName: title || null,
          artist: creator,
          title: name,
          album,
          seconds: duration === null ? null : duration / 1000,
          location: location[0] ?? '',
          ...readIdentifiers(identifier),
        }
        onEntry(written, place + 1, `${creator} - ${name}`)
      })
    },
  }
}

export const jspf: DocumentFormat = {
  ...listFiles,
  table: 'jspf',
  fileNames: ['.jspf'],
  fields: entryFields,
  detect: ({ text, fileName }) => {
    if (!/^\s*\{\s*"playlist"\s*:\s*\{/.test(text)) return 0
    return /"(?:track|creator|extension)"\s*:/.test(text) || fileName.endsWith('.jspf') ? 1 : 0.6
  },
  createReader: entriesToRows(jspfEntries),
}

function readDocument(text: string): { title: string; tracks: unknown[] } {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    throw new RefusedFile('json-syntax', `This playlist is no valid JSON: ${found}`)
  }
  const read = Document.safeParse(document)
  if (!read.success) {
    throw new RefusedFile('schema-mismatch', 'This JSON is no playlist: "playlist" with a list "track" is missing.')
  }
  const { title, track, extension } = read.data.playlist
  const apart = extension?.[playlistExtension].additional_metadata[tracksApart] ?? []
  const tracks = [...track]
  for (const one of apart.toSorted((a, b) => a.position - b.position)) tracks.splice(one.position - 1, 0, one)
  return { title, tracks }
}
