/** M3U and M3U8: with and without header, in any encoding, with the directives that players and IPTV add. */
import { isAudioName } from '#api/audio-names.ts'
import type { DocumentFormat } from '../../format.ts'
import { lineSplitter } from '../../lines.ts'
import { RefusedFile } from '../../refusal.ts'
import {
  type EntryReader,
  entriesToRows,
  entryFields,
  listFiles,
  type OnEntry,
  splitLabel,
  type WrittenEntry,
} from './list-files.ts'

/** Reads the entries of an M3U list. */
export const m3uEntries: EntryReader = (sink, onEntry) =>
  lineSplitter(entryLines(onEntry), (text, line) => sink.reject('row-too-long', line, text))

export const m3u: DocumentFormat = {
  ...listFiles,
  table: 'm3u',
  fileNames: ['.m3u', '.m3u8'],
  fields: entryFields,
  detect: ({ text, fileName }) => {
    const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== '')
    if (/^\s*#EXT(?:M3U|INF:|-X-)/.test(text)) return 1
    const entries = lines.filter((line) => !line.startsWith('#'))
    if (entries.length === 0) return 0
    const audio = entries.filter((line) => isAudioName(line.trim())).length / entries.length
    if (audio > 0.8 && !entries.some((line) => line.includes('\t'))) return 0.9
    return /\.m3u8?$/.test(fileName) ? 0.6 : 0
  },
  createReader: entriesToRows(m3uEntries),
}

function entryLines(onEntry: OnEntry): (text: string, line: number) => void {
  let listName: string | null = null
  let pending: WrittenEntry = {}
  let albumArtist = ''
  let label = ''
  return (text, line) => {
    const trimmed = text.trim()
    if (trimmed === '') return
    if (trimmed.startsWith('#EXT-X-')) {
      const message = 'This is a playlist of a video or audio stream (HLS). It lists parts of one broadcast, no songs.'
      throw new RefusedFile('not-a-dataset', message)
    }
    if (trimmed.startsWith('#')) {
      const [, directive, value = ''] = /^#(EXTINF|EXTALB|EXTART|PLAYLIST):(.*)$/su.exec(trimmed) ?? []
      if (directive === 'EXTINF') {
        const info = readExtinf(value)
        label = info.label
        pending = { ...pending, seconds: info.seconds }
      } else if (directive === 'EXTART') albumArtist = value.trim()
      else if (directive === 'EXTALB') pending = { ...pending, album: value.trim() }
      else if (directive === 'PLAYLIST') listName = value.trim() || null
      return
    }
    // `./` guards an entry that begins with a hash.
    const location = /^\.[\\/]#/.test(trimmed) ? trimmed.slice(2) : trimmed
    const names = label === '' ? {} : splitBehind(albumArtist, label)
    onEntry({ ...pending, ...names, listName, location: text.includes('\u0000') ? '' : location }, line, text)
    pending = {}
    albumArtist = label = ''
  }
}

/** A label in two, behind the band of the album where it begins with it: a band may have ` - ` in its name. */
function splitBehind(artist: string, label: string): { artist: string; title: string } {
  const start = `${artist} - `
  return artist !== '' && label.startsWith(start)
    ? { artist, title: label.slice(start.length).trim() }
    : splitLabel(label)
}

/** `<seconds> [key="value" …],<label>`; commas in the label stay. Seconds are null where unknown (-1). */
export function readExtinf(text: string): { seconds: number | null; label: string } {
  const [, duration = '', , label = ''] =
    /^\s*([^\s,]*)((?:\s+[\w-]+=(?:"[^"]*"|[^\s,]*))*)\s*,?(.*)$/su.exec(text) ?? []
  const seconds = Number.parseFloat(duration)
  return { seconds: Number.isFinite(seconds) && seconds >= 0 ? seconds : null, label: label.trim() }
}
