/** Which table a text is: its records under every dialect, fitted to every table and to the names of its columns. */
import type { ColumnMapping } from '#api/columns.ts'
import type { Compression } from './bytes.ts'
import { fitByNames, fitMapping } from './columns/fit.ts'
import { foldHeader } from './fields.ts'
import type { TableFormat } from './format.ts'
import { tableNotUsed } from './formats/not-used.ts'
import { type Fit, fitTable } from './header.ts'
import { createRecordReader, type Quoting } from './records.ts'
import { RefusedFile } from './refusal.ts'
import { type Encoding, textBlocks } from './text.ts'

const SAMPLE_RECORDS = 201
const MOST_COLUMNS = 1000
const SURE_ENOUGH = 0.5
const LEAST_ASKED_FOR = 0.1
const DELIMITERS = ['\t', ',', ';', '|'] as const

/** The undecoded beginning of a file, and whether it is all there is. */
export type TableHead = {
  bytes: Buffer
  whole: boolean
  encoding: Encoding
  compression: Compression
  fileName: string
}

/** The first records of a file, read under one dialect. */
export type Sampled = {
  delimiter: string
  quoting: Quoting
  /** A header of several rows is joined into one record. */
  records: string[][]
  headerRows: number
  /** True where the first record names the columns for certain. */
  headed: boolean
}

export type TableFit = Fit & Pick<Sampled, 'quoting' | 'headerRows'> & { preset: { id: number; name: string } | null }

/** A mapping that is used for every table with this header (folded). */
export type HeaderPreset = { id: number; name: string; header: readonly string[]; mapping: ColumnMapping }

type Search = {
  tables: readonly TableFormat[]
  /** Whether columns that no table knows may tell by their names what they are. */
  byNames: boolean
  anyFit: boolean
  presets: readonly HeaderPreset[]
}

/** How a file with this delimiter is quoted: C3 knows no quotes in TSV. */
export function quotingOf(delimiter: string): Quoting {
  return delimiter === ',' || delimiter === ';' || delimiter === '|' ? 'csv' : 'none'
}

/** The best fit of a file's beginning; throws `RefusedFile` where nothing fits. */
export async function bestFit(head: TableHead, { tables, byNames, anyFit, presets }: Search): Promise<TableFit> {
  const samples = await Promise.all(dialectsOf(head, tables).map((dialect) => sampleRecords(head, dialect)))
  const preset = samples.flatMap((sampled) => presetFit(sampled, presets))[0]
  if (preset !== undefined) return preset
  const fits = samples.flatMap((sampled): TableFit[] => {
    const { records, delimiter, quoting, headerRows, headed } = sampled
    const known = tables
      .filter((table) => isDialectOf(table, sampled))
      .map((table) => fitTable(table, records, { delimiter, fileName: head.fileName, headed }))
    const named = byNames && isUsual(sampled) ? fitByNames(records, delimiter) : null
    return [...known, ...(named === null ? [] : [named])].map((fit) => ({ ...fit, quoting, headerRows, preset: null }))
  })
  const best = fits.reduce<TableFit | null>((top, fit) => (fit.confidence > (top?.confidence ?? 0) ? fit : top), null)
  if (best !== null && best.confidence >= (anyFit ? LEAST_ASKED_FOR : SURE_ENOUGH)) {
    if (best.twice === null) return best
    const message = `The column “${best.twice}” stands twice in the header. Remove or rename one of them.`
    throw new RefusedFile('header-duplicate', message)
  }
  throw noFit(widest(samples).records, fits, anyFit ? tables : [], head.fileName)
}

/** Fits a file as its mapping says; throws `RefusedFile` where the mapping does not fit. */
export async function mappedFit(head: TableHead, mapping: ColumnMapping): Promise<TableFit> {
  const sampled = await sampleAsMapped(head, mapping)
  const { records, quoting, headerRows } = sampled
  if (records.length === 0) throw new RefusedFile('no-valid-rows', 'This file has no rows at all.')
  return { ...fitMapping(records, mapping, sampled), quoting, headerRows, preset: null }
}

/** The sample under the delimiter that a mapping says; else that parts most fields, or has the columns that it names. */
export async function sampleAsMapped(head: TableHead, mapping?: ColumnMapping): Promise<Sampled> {
  const { delimiter } = mapping ?? {}
  if (delimiter !== undefined && !isRendered(head))
    return sampleRecords(head, { delimiter, quoting: quotingOf(delimiter) })
  const samples = await Promise.all(dialectsOf(head, []).map((dialect) => sampleRecords(head, dialect)))
  const names = (mapping?.columns ?? []).flatMap(({ column }) =>
    typeof column === 'string' ? [foldHeader(column)] : [],
  )
  const naming = samples.find(({ records }) => {
    const header = new Set((records[0] ?? []).map(foldHeader))
    return names.length > 0 && names.every((name) => header.has(name))
  })
  return naming ?? widest(samples)
}

type Dialect = Pick<Sampled, 'delimiter' | 'quoting'>

const usualDialects: readonly Dialect[] = DELIMITERS.map((delimiter) => ({ delimiter, quoting: quotingOf(delimiter) }))

/** True for a table whose text is made by the reader: its dialect and its header are certain. */
const isRendered = ({ compression }: TableHead) => compression === 'parquet'

/** The usual dialects and those that only some tables have. */
function dialectsOf(head: TableHead, tables: readonly TableFormat[]): readonly Dialect[] {
  if (isRendered(head)) return [{ delimiter: ',', quoting: 'csv' }]
  const dialects = [...usualDialects]
  for (const table of tables) {
    for (const delimiter of table.delimiters ?? (table.quoting === undefined ? [] : [','])) {
      const quoting = table.quoting ?? quotingOf(delimiter)
      const isThere = dialects.some((one) => one.delimiter === delimiter && one.quoting === quoting)
      if (!isThere) dialects.push({ delimiter, quoting })
    }
  }
  return dialects
}

function isDialectOf(table: TableFormat, { delimiter, quoting }: Dialect): boolean {
  const delimiters: readonly string[] = table.delimiters ?? DELIMITERS
  return delimiters.includes(delimiter) && quoting === (table.quoting ?? quotingOf(delimiter))
}

function isUsual({ delimiter, quoting }: Dialect): boolean {
  return usualDialects.some((one) => one.delimiter === delimiter && one.quoting === quoting)
}

/** The dialect that parts the records into most fields, as long as most records agree. */
function widest(samples: readonly Sampled[]): Sampled {
  const width = ({ records }: Sampled): number => {
    const first = records[0]?.length ?? 0
    const agreeing = records.filter((fields) => fields.length === first).length
    return agreeing * 2 >= records.length ? first : 1
  }
  return samples.reduce((wide, sampled) => (width(sampled) > width(wide) ? sampled : wide))
}

function presetFit(sampled: Sampled, presets: readonly HeaderPreset[]): TableFit[] {
  const header = (sampled.records[0] ?? []).map(foldHeader)
  const preset = presets.find(
    (one) => one.header.length === header.length && one.header.every((n, i) => n === header[i]),
  )
  if (preset === undefined || header.length < 2) return []
  const { delimiter, quoting, headerRows } = sampled
  const fit = fitMapping(sampled.records, { ...preset.mapping, header: true }, { delimiter })
  return [{ ...fit, quoting, headerRows, preset: { id: preset.id, name: preset.name } }]
}

function noFit(
  records: readonly string[][],
  fits: readonly Fit[],
  wanted: readonly TableFormat[],
  fileName: string,
): RefusedFile {
  const found = records[0] ?? []
  if (found.length > MOST_COLUMNS) {
    return new RefusedFile('columns-too-many', `This table has ${found.length} columns, more than ${MOST_COLUMNS}.`)
  }
  const notUsed = tableNotUsed(found.map(foldHeader), found[0] ?? '', fileName)
  if (notUsed !== null) return new RefusedFile('not-a-dataset', notUsed)
  const nearly = fits
    .filter((fit) => fit.header !== null && fit.lacking.length > 0 && isNearly(fit))
    .sort((a, b) => a.lacking.length - b.lacking.length || b.mapping.length - a.mapping.length)[0]
  const named = found.slice(0, 8).map((name) => `“${name.slice(0, 40)}”`)
  const shown = (named.join(', ') || 'one very long line') + (found.length > 8 ? ` and ${found.length - 8} more` : '')
  if (nearly !== undefined) {
    const lacking = nearly.lacking.map((column) => `“${column.names[0]}”`).join(' and ')
    const what = `${nearly.table.formatName}, table ${nearly.table.table}`
    const message = `This looks like ${what}, but the column ${lacking} is missing. Found: ${shown}.`
    return new RefusedFile('column-required-missing', message)
  }
  const expected = wanted.map((table) => {
    const names = table.columns.filter((column) => column.required).map((column) => column.names[0])
    return `${table.fileNames[0]} (${names.join(', ')})`
  })
  const cure =
    expected.length > 0 ? `Expected one of: ${expected.join('; ')}.` : 'Say what its columns are to import it.'
  return new RefusedFile('not-a-dataset', `No table that Sidetrack knows. Found: ${shown}. ${cure}`)
}

/** Half of the required columns are there, and they are not lost among columns that no table knows. */
function isNearly(fit: Fit): boolean {
  const required = fit.table.columns.filter((column) => column.required).length
  const matched = required - fit.lacking.length
  const columns = fit.header?.length ?? 0
  return matched * 2 >= required && matched * 2 >= columns && columns > 1
}

/** The first records of a file under one dialect. */
export async function sampleRecords(head: TableHead, { delimiter, quoting }: Dialect): Promise<Sampled> {
  const records: string[][] = []
  const reader = createRecordReader(delimiter, quoting, {
    record: (fields) => {
      if (records.length < SAMPLE_RECORDS) records.push(fields)
    },
    reject: () => {},
  })
  for await (const block of textBlocks(once(head.bytes), head.encoding)) {
    // The last line of a cut-off head is not whole, unless it is all there is.
    if (head.whole || block.text.endsWith('\n') || block.text.endsWith('\r')) reader.push(block)
  }
  if (head.whole) reader.end()
  const headed = isRendered(head)
  return { delimiter, quoting, headed, ...(headed ? { records, headerRows: 1 } : withOneHeader(records)) }
}

/** FMA names its columns in three rows: the group, the name within it, and the name of the row ids. */
function withOneHeader(records: string[][]): Pick<Sampled, 'records' | 'headerRows'> {
  const [groups, names, index] = records
  const isThreefold =
    groups?.[0] === '' && names?.[0] === '' && index?.[0] !== '' && index?.slice(1).every((field) => field === '')
  if (groups === undefined || names === undefined || index === undefined || isThreefold !== true || groups.length < 2) {
    return { records, headerRows: 1 }
  }
  const header = groups.map((group, column) =>
    column === 0 ? (index[0] as string) : `${group}.${names[column] ?? ''}`,
  )
  return { records: [header, ...records.slice(3)], headerRows: 3 }
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}
