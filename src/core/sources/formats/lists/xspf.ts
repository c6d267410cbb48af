/** XSPF 1.0, with or without its namespace. */
import type { DocumentFormat } from '../../format.ts'
import { xmlReader } from '../../xml.ts'
import { readIdentifiers } from './identifiers.ts'
import { type EntryReader, entriesToRows, entryFields, listFiles, type WrittenEntry } from './list-files.ts'

/** Reads the tracks of an XSPF playlist. */
export const xspfEntries: EntryReader = (sink, onEntry) => {
  let listName: string | null = null
  let entry: WrittenEntry | null = null
  return xmlReader(sink.note, {
    open: ({ name }, parents) => {
      if (name === 'track' && parents.at(-1)?.name === 'trackList') entry = {}
    },
    close: ({ name, text, line }, parents) => {
      const parent = parents.at(-1)?.name
      if (parent === 'playlist' && name === 'title') listName = text.trim() || null
      if (entry === null) return
      if (name === 'track' && parent === 'trackList') {
        onEntry({ ...entry, listName }, line, `${entry.artist ?? ''} - ${entry.title ?? ''}`)
        entry = null
      } else if (parent === 'track') entry = withElement(entry, name, text)
    },
  })
}

export const xspf: DocumentFormat = {
  ...listFiles,
  table: 'xspf',
  fileNames: ['.xspf'],
  fields: entryFields,
  detect: ({ text }) =>
    /^\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE[^[>]*(?:\[[^\]]*\])?\s*>\s*)*<(?:\w+:)?playlist\b/s.test(text)
      ? 1
      : 0,
  createReader: entriesToRows(xspfEntries),
}

/** The first of each kind counts: a track may name several places and identifiers. */
function withElement(entry: WrittenEntry, name: string, text: string): WrittenEntry {
  switch (name) {
    case 'creator':
      return { artist: text, ...entry }
    case 'title':
      return { title: text, ...entry }
    case 'album':
      return { album: text, ...entry }
    case 'duration':
      return /^\s*\d+\s*$/.test(text) ? { seconds: Number(text) / 1000, ...entry } : entry
    case 'location':
      return { location: text, ...entry }
    case 'identifier':
      return { ...readIdentifiers([text]), ...entry }
    default:
      return entry
  }
}
