/** JSPF as ListenBrainz writes it, and as its draft describes it. */
import { z } from 'zod'
import type { DocumentFormat } from '../../format.ts'
import { RefusedFile } from '../../refusal.ts'
import { entryFields, handEntry, listFiles } from './list-files.ts'
import { recordingOf } from './recording.ts'

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
const Document = z.object({ playlist: z.object({ title: Text, track: z.array(z.unknown()) }) })

export const jspf: DocumentFormat = {
  ...listFiles,
  table: 'jspf',
  fileNames: ['.jspf'],
  fields: entryFields,
  detect: ({ text, fileName }) => {
    if (!/^\s*\{\s*"playlist"\s*:\s*\{/.test(text)) return 0
    return /"(?:track|creator|extension)"\s*:/.test(text) || fileName.endsWith('.jspf') ? 1 : 0.6
  },
  createReader: (sink) => {
    let text = ''
    return {
      push: (piece) => {
        text += piece
        if (text.length > LARGEST) throw new RefusedFile('json-too-large', 'This playlist is over 64 MB.')
      },
      end: () => {
        const { title, track } = readDocument(text)
        track.forEach((one, place) => {
          const entry = Entry.safeParse(one)
          if (!entry.success) {
            sink.reject('schema-mismatch', place + 1, JSON.stringify(one).slice(0, 500))
            return
          }
          const { creator, title: name, album, duration, location, identifier } = entry.data
          const mbid = identifier.map(recordingOf).find((found) => found !== null)
          const written = {
            listName: title || null,
            artist: creator,
            title: name,
            album,
            seconds: duration === null ? null : duration / 1000,
            location: location[0] ?? '',
            ...(mbid === undefined || mbid === null ? {} : { mbid }),
          }
          handEntry(sink, written, place + 1, `${creator} - ${name}`)
        })
      },
    }
  },
}

function readDocument(text: string): { title: string; track: unknown[] } {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    throw new RefusedFile('json-syntax', `This playlist is no valid JSON: ${found}`)
  }
  const read = Document.safeParse(document)
  if (read.success) return read.data.playlist
  throw new RefusedFile('schema-mismatch', 'This JSON is no playlist: "playlist" with a list "track" is missing.')
}
