/** Fits a file to its columns: by what they are called, or as the listener maps them. */
import type { ColumnMapping, ColumnRole } from '#api/columns.ts'
import { foldHeader } from '../fields.ts'
import type { FormatInfo, TableFormat } from '../format.ts'
import type { Fit } from '../header.ts'
import { RefusedFile } from '../refusal.ts'
import { looksLikeHeader } from './header-likeness.ts'
import { knownSet, mappedInfo, otherTracks } from './known-sets.ts'
import { lackingRoles, mappedTable } from './mapped-table.ts'
import { guessRoles, mayRepeat } from './roles.ts'
import type { RoleColumn } from './track-cells.ts'

const NUMBER = /^-?\d+(?:[.,]\d+)?$/
/** Roles of tables that are more than tracks: whose rows they are, the listener has to say. */
const notTracks: readonly ColumnRole[] = ['listener', 'plays', 'playedAt', 'listId', 'listName']

/** Fits records, the first of which names columns, to the tracks that they probably are; null where they are none. */
export function fitByNames(records: readonly string[][], delimiter: string): Fit | null {
  const header = records[0] ?? []
  if (header.some((field) => NUMBER.test(field.trim()))) return null
  const roles = guessRoles(header)
  const known = knownSet(header.map(foldHeader))
  const target = known?.target ?? 'tracks'
  if (lackingRoles(target, roles).length > 0) return null
  const others = roles.filter((role) => role !== null && role !== 'artist' && role !== 'title').length
  const isOther = roles.some((role) => role !== null && notTracks.includes(role))
  const confidence = known?.confidence ?? (isOther ? 0.3 : Math.min(0.85, 0.5 + 0.04 * others))
  const columns = header.flatMap((name, index): RoleColumn[] => {
    const role = roles[index] ?? null
    return role === null ? [] : [{ role, header: name, index }]
  })
  const table = mappedTable(known ?? otherTracks, target, columns, records.slice(1))
  return fitOf(table, columns, header, { delimiter, confidence })
}

/**
 * Fits records as a mapping says. Throws `RefusedFile` column-required-missing where a column that it names is not
 * there or a role is missing that its target needs, header-duplicate where a role that stands once stands twice.
 */
export function fitMapping(
  records: readonly string[][],
  mapping: ColumnMapping,
  { delimiter, headed = false, info = mappedInfo }: { delimiter: string; headed?: boolean; info?: FormatInfo },
): Fit {
  const first = records[0] ?? []
  const named = mapping.columns.some(({ column }) => typeof column === 'string')
  const header = headed || (mapping.header ?? (named || looksLikeHeader(records))) ? first : null
  const columns = mapping.columns.map(({ column, role }): RoleColumn => {
    const index = placeOf(column, header ?? first)
    return { role, header: header?.[index] ?? '', index }
  })
  const roles = columns.map(({ role }) => role)
  const twice = columns.find(({ role }, index) => !mayRepeat(role) && roles.indexOf(role) !== index)
  if (twice !== undefined) {
    throw new RefusedFile('header-duplicate', `Two columns are mapped to “${twice.role}”. Keep one of them.`)
  }
  const lacking = lackingRoles(mapping.target, roles)
  if (lacking.length > 0) {
    const named = lacking.map((role) => `“${role}”`).join(' and ')
    throw new RefusedFile('column-required-missing', `No column is mapped to ${named}. Choose one.`)
  }
  const table = mappedTable(info, mapping.target, columns, header === null ? records : records.slice(1))
  return fitOf(table, columns, header, { delimiter, confidence: 1 })
}

function fitOf(
  table: TableFormat,
  columns: readonly RoleColumn[],
  header: readonly string[] | null,
  { delimiter, confidence }: { delimiter: string; confidence: number },
): Fit {
  const names = (header ?? []).map(foldHeader)
  const twice = columns.find(
    ({ index }, at) => table.columns[at]?.required === true && names.indexOf(names[index] as string, index + 1) > 0,
  )
  return {
    table,
    delimiter,
    header,
    mapping: columns.map(({ index }) => index),
    lacking: [],
    twice: twice?.header ?? null,
    confidence,
  }
}

/** The place of a column by name or place. Throws `RefusedFile` column-required-missing. */
function placeOf(column: number | string, fields: readonly string[]): number {
  const index = typeof column === 'number' ? column : fields.map(foldHeader).indexOf(foldHeader(column))
  if (index >= 0 && index < fields.length) return index
  const found = fields.slice(0, 8).map((name) => `“${name.slice(0, 40)}”`)
  const wanted = typeof column === 'number' ? `column ${column + 1}` : `the column “${column}”`
  throw new RefusedFile(
    'column-required-missing',
    `There is no ${wanted.replace(/^the /, '')} here. Found: ${found.join(', ')}.`,
  )
}
