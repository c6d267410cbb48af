/** A Libre.fm history: `Time,Artist,Track,Album` in any case, after lines of comment. */
import type { DocumentFormat } from '../../format.ts'
import { lineSplitter } from '../../lines.ts'
import { playRow } from './plays.ts'

const fields = ['time', 'artist', 'track', 'album'] as const
const HEADER = /^(?:\s*#[^\r\n]*[\r\n]+|\s+)*"?time"?\s*,\s*"?artist"?\s*,\s*"?track"?\s*,\s*"?album"?\s*(?:[\r\n]|$)/i

export const librefm: DocumentFormat = {
  format: 'librefm-history',
  formatName: 'Libre.fm history',
  table: 'listens',
  idSpace: 'librefm-history',
  order: 1,
  fileNames: ['Libre.fm .csv'],
  brings: 'what you played on Libre.fm',
  licence: null,
  origin: 'https://libre.fm',
  own: true,
  fields,
  detect: ({ text }) => (HEADER.test(text) ? 1 : 0),
  createReader: (sink) => {
    let headerToCome = true
    return lineSplitter(
      (text, line) => {
        if (text.trim() === '' || (headerToCome && text.trimStart().startsWith('#'))) return
        if (headerToCome) {
          headerToCome = false
          return
        }
        const cells = splitCells(text)
        const [at, artist = '', title = '', album = ''] = cells
        const row = cells.length < 3 ? 'columns-missing' : playRow({ artist, title, album, at }, sink.note)
        if (typeof row === 'string') sink.reject(row, line, text)
        else sink.row(row, line, cells)
      },
      (text, line) => sink.reject('row-too-long', line, text),
    )
  },
}

/** The cells of one line, quoted ones without their quotes. */
function splitCells(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  )
}
