/** What formats of JSON records share: one record to its sink, lines of JSON, and safe looks into values. */
import type { DocumentReader, RecordSink, SourceRow } from '../../format.ts'
import { jsonValues, parseJson } from '../../json-values.ts'
import type { Keyword } from '../../keywords.ts'
import { lineSplitter } from '../../lines.ts'

export type Fields = Record<string, unknown>

/** What a record becomes, and the fields of it that may be shown. */
export type Read = { row: SourceRow | Keyword; shown: readonly string[] }
export type ReadRecord = (record: Fields, note: RecordSink['note'], path: string) => Read

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
export const objectOf = (value: unknown): Fields => (isObject(value) ? value : {})
export const firstOf = (value: unknown): unknown => (Array.isArray(value) ? value[0] : undefined)

/** Hands one record over. What is kept of a refused one are its shown fields, never the record itself. */
function handRecord(sink: RecordSink, read: ReadRecord, value: unknown, line: number, path: string): void {
  if (!isObject(value)) {
    sink.reject('schema-mismatch', line, '')
    return
  }
  const { row, shown } = read(value, sink.note, path)
  if (typeof row === 'string') sink.reject(row, line, shown.join('\t'))
  else sink.row(row, line, shown)
}

/** Reads the records at `paths` of one JSON document; `scalars` are handed to `onScalar` on the way. */
export function recordsAt(
  sink: RecordSink,
  paths: readonly string[],
  read: ReadRecord,
  scalars: readonly string[] = [],
  onScalar: (path: string, value: unknown) => void = () => {},
): DocumentReader {
  return jsonValues([...paths, ...scalars], (path, value, line) => {
    if (scalars.includes(path)) onScalar(path, value)
    else handRecord(sink, read, value, line, path)
  })
}

/** Reads a JSON record from every line; a line that is no JSON spoils only itself, and is not shown. */
export function recordLines(sink: RecordSink, read: ReadRecord): DocumentReader {
  return lineSplitter(
    (text, line) => {
      if (text.trim() === '') {
        sink.note('blank-line')
        return
      }
      const value = parseJson(text)
      if (value === undefined) sink.reject('json-syntax', line, '')
      else handRecord(sink, read, value, line, '')
    },
    (_, line) => sink.reject('row-too-long', line, ''),
  )
}
