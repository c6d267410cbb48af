/** Records to rows: columns counted, fields read by the rules of their columns, the row made by its table. */
import { foldHeader, isPlays, missing, readId, readMbid, readName } from './fields.ts'
import type { Column, SourceRow } from './format.ts'
import type { Keyword, RepairKeyword } from './keywords.ts'
import type { RecognisedTable } from './reader.ts'

/** Makes the function that reads one record's fields: a row, or the keyword that refuses it. */
export function createRowReader(
  file: Pick<RecognisedTable, 'table' | 'mapping' | 'header'>,
  note: (keyword: RepairKeyword) => void,
): (fields: readonly string[]) => SourceRow | readonly SourceRow[] | Keyword {
  const { table, mapping, header } = file
  const columns = table.columns
  const width = header?.length ?? columns.length
  const ragged = table.ragged === true
  const none: readonly string[] = []
  const foldedNames = columns.map((column) => new Set(column.names.map(foldHeader)))
  const firstNeeded = mapping[columns.findIndex((column) => column.required)] ?? -1
  const values: string[] = columns.map(() => '')

  const repeatsHeader = (fields: readonly string[]): boolean =>
    columns.every((column, index) => {
      const field = fields[mapping[index] as number]
      return !column.required || (field !== undefined && (foldedNames[index] as Set<string>).has(foldHeader(field)))
    })

  return (fields) => {
    if (fields.length < width) return 'columns-missing'
    if (fields.length > width && !ragged) {
      for (let i = width; i < fields.length; i++) if ((fields[i] as string) !== '') return 'columns-extra'
      note('columns-trailing-empty')
    }
    // Ids rarely begin with a letter and are rarely this short: the dear comparison is left to those.
    const id = fields[firstNeeded] ?? ''
    if (id.length < 24 && id.charCodeAt(0) > 57 && repeatsHeader(fields)) return 'header-repeated'
    for (let i = 0; i < columns.length; i++) {
      const at = mapping[i] as number
      const value = readField((columns[i] as Column).holds, at < 0 ? '' : (fields[at] ?? ''), note)
      if (value === null) return missing[(columns[i] as Column).holds as 'id']
      values[i] = value
    }
    return table.toRow(values, ragged ? fields.slice(width) : none)
  }
}

/** The field as its column reads it; null when it refuses the row. */
function readField(holds: Column['holds'], field: string, note: (keyword: RepairKeyword) => void): string | null {
  switch (holds) {
    case 'id':
      return readId(field)
    case 'name':
      return readName(field, note) || null
    case 'plays':
      return isPlays(field) ? field : null
    case 'mbid':
      return readMbid(field, note)
    case 'text':
      return field
  }
}
