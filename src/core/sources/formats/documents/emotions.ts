/** Songs with emotions and activities as JSON: the table's columns as keys, its similar songs nested. */
import { knownSets } from '../../columns/known-sets.ts'
import { mappedTable } from '../../columns/mapped-table.ts'
import { guessRoles } from '../../columns/roles.ts'
import type { RoleColumn } from '../../columns/track-cells.ts'
import type { DocumentFormat, DocumentReader, FormatInfo, RecordSink } from '../../format.ts'
import { jsonRecords } from '../../json-records.ts'
import { createRowReader } from '../../rows.ts'
import { type Fields, isObject } from '../histories/records.ts'

const asTable = knownSets.find(({ format }) => format === 'emotions') as FormatInfo
const fields = ['Artist(s)', 'song', 'emotion', 'Genre', 'Album']
const needed = ['Artist(s)', 'song', 'text', 'emotion', 'Genre']
/** Documents by which the scales of the columns are settled, as many as of a table. */
const sampled = 200

export const emotions: DocumentFormat = {
  format: asTable.format,
  formatName: asTable.formatName,
  table: asTable.table,
  idSpace: asTable.idSpace,
  order: asTable.order,
  fileNames: ['definitive_spotify_dataset.json'],
  brings: asTable.brings,
  licence: asTable.licence,
  origin: asTable.origin,
  fields,
  detect: ({ text }) => (/^\s*[[{]/.test(text) && needed.every((key) => text.includes(`"${key}"`)) ? 0.95 : 0),
  createReader,
}

type Document = { cells: Map<string, string>; line: number }

function createReader(sink: RecordSink): DocumentReader {
  const waiting: Document[] = []
  let hand: ((document: Document) => void) | null = null
  const begin = (): void => {
    hand = createHand(sink, waiting)
    waiting.forEach(hand)
    waiting.length = 0
  }
  const documents = jsonRecords(sink, (value, line) => {
    if (!isObject(value)) return sink.reject('schema-mismatch', line, '')
    const document = { cells: cellsOf(value), line }
    if (hand !== null) return hand(document)
    waiting.push(document)
    if (waiting.length === sampled) begin()
  })
  return {
    push: documents.push,
    end: () => {
      documents.end()
      if (hand === null) begin()
    },
  }
}

/** Makes the function that reads a document by the rules of the table. */
function createHand(sink: RecordSink, sample: readonly Document[]): (document: Document) => void {
  const header = [...new Set([...needed, ...sample.flatMap(({ cells }) => [...cells.keys()])])]
  const recordOf = ({ cells }: Document) => header.map((name) => cells.get(name) ?? '')
  const roles = guessRoles(header)
  const columns = header.flatMap((name, index): RoleColumn[] => {
    const role = roles[index] ?? null
    return role === null ? [] : [{ role, header: name, index }]
  })
  const table = mappedTable(asTable, 'tracks', columns, sample.map(recordOf))
  const readRow = createRowReader({ table, header, mapping: columns.map(({ index }) => index) }, sink.note)
  return (document) => {
    const rows = [readRow(recordOf(document))].flat()
    const shown = fields.map((name) => document.cells.get(name) ?? '')
    for (const row of rows) {
      if (typeof row === 'string') sink.reject(row, document.line, shown.join('\t'))
      else sink.row(row, document.line, shown)
    }
  }
}

/** The cells of a document by their columns; those of nested documents stand beside its own. */
function cellsOf(document: Fields): Map<string, string> {
  const cells = new Map<string, string>()
  for (const [name, value] of Object.entries(document)) {
    const nested = Array.isArray(value) ? value.filter(isObject) : []
    for (const [at, inner] of nested.entries()) {
      for (const [key, cell] of cellsOf(inner)) cells.set(/\d$/.test(key) ? key : `${key} ${at + 1}`, cell)
    }
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      cells.set(name, String(value))
    } else if (Array.isArray(value) && nested.length === 0) cells.set(name, value.join(','))
  }
  return cells
}
