/** How the rows of a table were read, kept with its ledger: what single rows of it need to be read again. */
import { z } from 'zod'
import { ColumnMapping } from '#api/columns.ts'
import { fitMapping } from '../columns/fit.ts'
import { mappedInfo } from '../columns/known-sets.ts'
import { mappingInUse } from '../columns/suggest.ts'
import type { FormatInfo, TableFormat } from '../format.ts'
import { formats, tableFormats } from '../formats/index.ts'
import type { RecognisedFile, RecognisedTable } from '../reader.ts'

const Delimiter = z.string().min(1).max(8)

export const HowRead = z.strictObject({
  format: z.string(),
  table: z.string(),
  delimiter: Delimiter,
  quoting: z.enum(['csv', 'backslash', 'none']),
  header: z.array(z.string()).nullable(),
  /** For each column of the data set's table the field index, or -1; empty where the columns have roles instead. */
  mapping: z.array(z.number().int().min(-1)),
  roles: ColumnMapping.nullable(),
  /** True where each record begins with the name of the file in an archive that it was in. */
  inside: z.boolean(),
})
export type HowRead = z.infer<typeof HowRead>

/** Tables whose rows are entries of a list: by itself a row has lost its place. */
const entriesOfLists: ReadonlySet<string> = new Set(['playlist-files', 'nowplaying-playlists'])

/**
 * The way in which a table is read; null for what is no table, for several that are written in several ways, and where
 * a row means nothing without those around it.
 */
export function howRead(recognised: RecognisedFile): HowRead | null {
  if (recognised.shape !== 'table' || recognised.saved !== undefined) return null
  const { table } = recognised
  if (entriesOfLists.has(table.format) || table.target === 'lists') return null
  const { inside } = recognised
  const ways = new Set((inside?.variants ?? [recognised]).filter(isTableOf(recognised)).map((one) => wayText(one)))
  return ways.size === 1 ? { ...wayOf(recognised), inside: inside !== undefined } : null
}

const isTableOf =
  ({ table }: RecognisedTable) =>
  (one: RecognisedFile): one is RecognisedTable =>
    one.shape === 'table' && one.table === table

function wayOf(recognised: RecognisedTable): Omit<HowRead, 'inside'> {
  const { table, delimiter, quoting, header, mapping } = recognised
  const roles = mappingInUse(recognised)
  return {
    ...{ format: table.format, table: table.table, delimiter, quoting, roles },
    header: header === null ? null : [...header],
    mapping: roles === null ? [...mapping] : [],
  }
}

const wayText = (recognised: RecognisedTable): string => JSON.stringify(wayOf(recognised))

/** What rows are read with; throws `RefusedFile` where the roles do not fit them. `sample` holds the first of them, by which scales are settled; null for no known table. */
export function readingOf(
  how: HowRead,
  sample: readonly string[][],
): Pick<RecognisedTable, 'table' | 'delimiter' | 'quoting' | 'header' | 'mapping'> | null {
  const { delimiter, quoting, header, roles } = how
  if (roles === null) {
    const table = tableFormats.find(isCalled(how))
    if (table === undefined || how.mapping.length !== table.columns.length) return null
    const width = header?.length ?? table.columns.length
    if (!how.mapping.every((index) => index < width)) return null
    return { table, delimiter, quoting, header, mapping: how.mapping }
  }
  const info = [...formats, mappedInfo].find(isCalled(how))
  if (info === undefined) return null
  const records = header === null ? sample : [header, ...sample]
  const { table, mapping } = fitMapping(records, { ...roles, header: header !== null }, { delimiter, info })
  return { table, delimiter, quoting, header, mapping }
}

const isCalled =
  (how: Pick<HowRead, 'format' | 'table'>) =>
  ({ format, table }: FormatInfo | TableFormat): boolean =>
    format === how.format && table === how.table
