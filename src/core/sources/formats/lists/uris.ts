/** `spotify:track:` addresses, one a line, as a desktop player copies them. */
import type { DocumentFormat } from '../../format.ts'
import { lineSplitter } from '../../lines.ts'
import { readLocation } from '../../locations.ts'
import { entryFields, handEntry, listFiles } from './list-files.ts'

const isAddress = (line: string) => readLocation(line, null)?.startsWith('spotify:track:') === true

export const uris: DocumentFormat = {
  ...listFiles,
  table: 'addresses',
  fileNames: ['spotify:track: lines'],
  fields: entryFields,
  detect: ({ text }) => {
    const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== '')
    const fitting = lines.filter((line) => isAddress(line)).length
    return lines.length > 0 && fitting / lines.length > 0.8 ? 1 : 0
  },
  createReader: (sink) =>
    lineSplitter(
      (text, line) => {
        if (text.trim() === '') return
        if (isAddress(text)) handEntry(sink, { location: text }, line, text)
        else sink.reject('schema-mismatch', line, text)
      },
      (text, line) => sink.reject('row-too-long', line, text),
    ),
}
