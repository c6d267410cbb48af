/** What a file holds before anything is imported: its first records as the import reads them, its columns, its mapping. */
import type { InspectedFile } from '#api/schemas.ts'
import { mappedInfo } from './columns/known-sets.ts'
import { lackingRoles } from './columns/mapped-table.ts'
import { mappingInUse, suggestMapping } from './columns/suggest.ts'
import { foldHeader } from './fields.ts'
import type { TableFormat } from './format.ts'
import { tableNotUsed } from './formats/not-used.ts'
import type { RepairKeyword } from './keywords.ts'
import { type RecognisedFile, type RecognisedTable, type RepairCounts, readFileRecords } from './reader.ts'
import { type RecogniseOptions, readTableHead, recognise } from './recognise.ts'
import { isRefusal, orRefusal, type Refusal } from './refusal.ts'
import { sampleAsMapped } from './table-fits.ts'

export type Preview = Pick<InspectedFile, 'columns' | 'rows' | 'repaired'>

/** Reads the first `limit` records as `readRows` does; `repaired` counts over the blocks read for that. */
export async function preview(path: string, recognised: RecognisedFile, limit = 100): Promise<Preview | Refusal> {
  return orRefusal(async () => {
    const rows: Preview['rows'] = []
    const counts: RepairCounts = {}
    const steps = readFileRecords(path, recognised, {
      row: (_, line, fields) => rows.length < limit && rows.push({ line, fields: [...fields], rejected: null }),
      reject: ({ line, keyword, text }, fields) =>
        rows.length < limit && rows.push({ line, fields: fields === null ? [text] : [...fields], rejected: keyword }),
    })
    for await (const step of steps) {
      for (const [keyword, count] of Object.entries(step.repaired) as [RepairKeyword, number][]) {
        counts[keyword] = (counts[keyword] ?? 0) + count
      }
      if (rows.length >= limit) break
    }
    return { columns: inspectedColumns(recognised), rows, repaired: counts as Record<string, number> }
  })
}

/** `suggest`: of a mapping only its delimiter and encoding hold; the rest is suggested anew. */
type InspectOptions = RecogniseOptions & { suggest?: boolean }

/** Recognises and previews a file: all that the window shows of it before an import. */
export async function inspect(
  path: string,
  shownName: string,
  options: InspectOptions = {},
): Promise<Omit<InspectedFile, 'ref' | 'name' | 'bytes'>> {
  return inspectRecognised({ path, shownName }, await recognise(path, shownName, options), options)
}

/** Previews what has been recognised, or what can be seen of a table that was not. */
export async function inspectRecognised(
  { path, shownName }: { path: string; shownName: string },
  recognised: RecognisedFile | Refusal,
  options: InspectOptions,
): Promise<Omit<InspectedFile, 'ref' | 'name' | 'bytes'>> {
  if (isRefusal(recognised)) {
    return { ...unknownFile, ...(await unmapped(path, shownName, recognised, options)), refused: recognised }
  }
  const { compression, encoding, table, confidence } = recognised
  const shown = await preview(path, recognised)
  return {
    format: table.format,
    formatName: table.formatName,
    table: table.table,
    confidence,
    encoding,
    compression,
    delimiter: isOwnTable(recognised) ? recognised.delimiter : null,
    hasHeader: recognised.shape === 'table' && recognised.header !== null,
    ...columnsAsMapped(recognised),
    ...(isRefusal(shown) ? { columns: [], rows: [], repaired: {}, refused: shown } : { ...shown, refused: null }),
  }
}

const unknownFile = {
  format: null,
  formatName: null,
  table: null,
  confidence: 0,
  encoding: null,
  compression: 'none',
  delimiter: null,
  hasHeader: false,
  mapping: null,
  lacking: [],
  preset: null,
  columns: [],
  rows: [],
  repaired: {},
} satisfies Partial<InspectedFile>

/** A table that can be read otherwise; how saved records are read is settled. */
const isOwnTable = (recognised: RecognisedFile): recognised is RecognisedTable =>
  recognised.shape === 'table' && recognised.saved === undefined

const columnsAsMapped = (recognised: RecognisedFile): Pick<InspectedFile, 'mapping' | 'lacking' | 'preset'> => ({
  mapping: isOwnTable(recognised) ? mappingInUse(recognised) : null,
  lacking: [],
  preset: recognised.shape === 'table' ? recognised.preset : null,
})

/** Rows of any table as they are, in columns without a meaning. */
const anyTable: TableFormat = {
  ...mappedInfo,
  columns: [],
  headerOptional: true,
  ragged: true,
  detect: () => 1,
  toRow: () => ({ kind: 'listener', id: '', country: null }),
}

/** A refused file that is a table of some sort: its rows as they are and a mapping to begin with. */
async function unmapped(
  path: string,
  shownName: string,
  { keyword }: Refusal,
  { mapping, suggest = false }: InspectOptions,
): Promise<Partial<InspectedFile>> {
  if (keyword !== 'not-a-dataset' && keyword !== 'column-required-missing' && keyword !== 'header-duplicate') return {}
  const shown = await orRefusal(async () => {
    const head = await readTableHead(path, shownName, mapping)
    const sampled = await sampleAsMapped(head, mapping)
    const { records, delimiter, quoting, headed } = sampled
    const [first = []] = records
    const isUseless = first.length < 2 || tableNotUsed(first.map(foldHeader), first[0] ?? '', head.fileName) !== null
    if (first.length === 0 || (mapping === undefined && isUseless)) return {}
    const { encoding } = mapping ?? {}
    const suggestion = {
      ...suggestMapping(records, delimiter, headed),
      ...(encoding === undefined ? {} : { encoding }),
    }
    const suggested = suggest ? suggestion : { ...suggestion, ...mapping }
    const header = headed || suggested.header === true ? first : null
    const found: RecognisedTable = {
      ...{ shape: 'table', shownName, compression: head.compression, encoding: head.encoding, confidence: 0 },
      ...{ repaired: [], table: anyTable, delimiter, quoting, header, mapping: [], preset: null },
      headerRows: header === null ? 0 : sampled.headerRows,
    }
    const { rows } = await rawRows(path, found)
    const roles = suggested.columns.map(({ role }) => role)
    const names = header ?? first.map((_, index) => `column ${index + 1}`)
    const columns = names.map((name, index) => {
      const role = suggested.columns.find(({ column }) => column === index || column === name)?.role ?? null
      return { name, role, required: false }
    })
    const lacking = lackingRoles(suggested.target, roles)
    return {
      encoding: head.encoding,
      compression: head.compression,
      delimiter,
      hasHeader: header !== null,
      mapping: suggested,
      lacking,
      columns,
      rows,
    }
  })
  return isRefusal(shown) ? {} : shown
}

async function rawRows(path: string, table: RecognisedTable): Promise<Pick<Preview, 'rows'>> {
  const shown = await preview(path, table)
  return { rows: isRefusal(shown) ? [] : shown.rows }
}

function inspectedColumns(recognised: RecognisedFile): InspectedFile['columns'] {
  if (recognised.shape === 'documents') {
    return recognised.table.fields.map((name) => ({ name, role: name, required: false }))
  }
  const { header, mapping, table } = recognised
  const names = header ?? table.columns.map((_, index) => `column ${index + 1}`)
  return names.map((name, index) => {
    const column = table.columns[mapping.indexOf(index)]
    return { name, role: column?.role ?? null, required: column?.required ?? false }
  })
}
