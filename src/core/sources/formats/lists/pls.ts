/** PLS: `File1=…`, `Title1=…`, `Length1=…` in whatever order. */
import type { DocumentFormat } from '../../format.ts'
import { lineSplitter } from '../../lines.ts'
import { type EntryReader, entriesToRows, entryFields, listFiles, splitLabel } from './list-files.ts'

/** What is written of one number; `text` is its first line. */
type Numbered = { line: number; text: string; file: string; title: string; seconds: number | null }

/** More numbers than any playlist has: beyond it the file would grow in memory. */
const MOST_ENTRIES = 1_000_000

/** Reads the entries of a PLS list, in the order of their numbers. */
export const plsEntries: EntryReader = (sink, onEntry) => {
  const entries = new Map<number, Numbered>()
  const lines = lineSplitter(
    (text, line) => {
      const trimmed = text.trim()
      if (trimmed === '' || /^(?:\[playlist\]|[;#]|numberofentries=|version=)/i.test(trimmed)) return
      const [, key = '', number = '', value = ''] = /^(File|Title|Length)(\d{1,9})=(.*)$/is.exec(trimmed) ?? []
      if (key === '' || entries.size >= MOST_ENTRIES) return sink.reject('schema-mismatch', line, text)
      const entry = entries.get(Number(number)) ?? { line, text, file: '', title: '', seconds: null }
      if (/^file$/i.test(key)) entry.file = value
      else if (/^title$/i.test(key)) entry.title = value
      else entry.seconds = /^\d+$/.test(value) ? Number(value) : null
      entries.set(Number(number), entry)
    },
    (text, line) => sink.reject('row-too-long', line, text),
  )
  return {
    push: lines.push,
    end: () => {
      lines.end()
      for (const [, { line, text, file, title, seconds }] of [...entries].sort(([a], [b]) => a - b)) {
        onEntry({ ...splitLabel(title), seconds, location: file }, line, text)
      }
    },
  }
}

export const pls: DocumentFormat = {
  ...listFiles,
  table: 'pls',
  fileNames: ['.pls'],
  fields: entryFields,
  detect: ({ text }) => (/^\s*\[playlist\]\s*$/im.test(text.slice(0, 2000)) ? 1 : 0),
  createReader: entriesToRows(plsEntries),
}
