/** Fits the first records of a file to a table: is there a header, and which field is which column. */
import { foldHeader } from './fields.ts'
import type { Column, TableFormat } from './format.ts'

export type Fit = {
  table: TableFormat
  delimiter: string
  /** As written; null where the first record is data. */
  header: readonly string[] | null
  mapping: readonly number[]
  /** Required columns that the header lacks. */
  lacking: readonly Column[]
  /** A column that the header names twice. */
  twice: string | null
  confidence: number
}

const NUMBER = /^-?\d+(?:\.\d+)?$/

/**
 * Fits `records` to `table`; `fileName` is a hint in lower case without compression suffix, `headed` is true where the
 * first record is a header for certain. Confidence 0: no fit.
 */
export function fitTable(
  table: TableFormat,
  records: readonly string[][],
  { delimiter, fileName, headed = false }: { delimiter: string; fileName: string; headed?: boolean },
): Fit {
  const first = records[0] ?? []
  const folded = first.map(foldHeader)
  const mapping = table.columns.map((column) => fieldOf(column, folded))
  const lacking = table.columns.filter((column, index) => column.required && mapping[index] === -1)
  const required = table.columns.filter((column) => column.required).length
  if (headed || (lacking.length < required && !first.some((field) => NUMBER.test(field.trim())))) {
    const twice = mapping.find((index) => index >= 0 && folded.indexOf(folded[index] as string, index + 1) > 0)
    const sample = { fileName, delimiter, header: folded, mapping, records: records.slice(1) }
    const confidence = lacking.length === 0 ? table.detect(sample) : 0
    return {
      table,
      delimiter,
      header: first,
      mapping,
      lacking,
      twice: twice === undefined ? null : (first[twice] as string),
      confidence,
    }
  }
  const inOrder = table.columns.map((_, index) => index)
  const sample = { fileName, delimiter, header: null, mapping: inOrder, records }
  const confidence = table.headerOptional && !isForeignHeader(records) ? table.detect(sample) : 0
  return { table, delimiter, header: null, mapping: inOrder, lacking: [], twice: null, confidence }
}

/** True when a header name that was used is spelt otherwise than the data set spells it. */
export function isHeaderNormalised(fit: Fit): boolean {
  return fit.table.columns.some((column, index) => {
    const written = fit.header?.[fit.mapping[index] ?? -1]
    return written !== undefined && !column.names.includes(written)
  })
}

/**
 * Earlier names of a column win: of `id` and `song_id` the more telling one is listed first. A name that ends in `*`
 * stands for every name that begins so.
 */
function fieldOf(column: Column, folded: readonly string[]): number {
  for (const name of column.names) {
    const wanted = foldHeader(name)
    const index = wanted.endsWith('*')
      ? folded.findIndex((found) => found.startsWith(wanted.slice(0, -1)))
      : folded.indexOf(wanted)
    if (index >= 0) return index
  }
  return -1
}

/** A first record without any number above a column of numbers names columns that no table knows. */
function isForeignHeader(records: readonly string[][]): boolean {
  const [first, ...others] = records
  if (first === undefined || others.length === 0 || first.some((field) => /\d/.test(field))) return false
  return first.some((_, column) => {
    const numbers = others.filter((fields) => NUMBER.test(fields[column] ?? ''))
    return numbers.length * 2 > others.length
  })
}
