/** Mappings to begin with, and mappings as they were used. */
import type { ColumnMapping, ColumnRole } from '#api/columns.ts'
import type { RecognisedTable } from '../reader.ts'
import { looksLikeHeader } from './header-likeness.ts'
import { guessRoles, guessTarget } from './roles.ts'

/** A mapping to begin with, by the names of the columns; without a header no column has a role yet. */
export function suggestMapping(records: readonly string[][], delimiter: string, headed = false): ColumnMapping {
  const header = headed || looksLikeHeader(records)
  const roles = header ? guessRoles(records[0] ?? []) : []
  const columns = roles.flatMap((role, column) => (role === null ? [] : [{ column, role }]))
  return { target: guessTarget(roles), columns, delimiter, header }
}

/** The mapping by which a table of roles is read; null for a data set's own table, whose columns are not roles. */
export function mappingInUse({ table, mapping, delimiter, header }: RecognisedTable): ColumnMapping | null {
  if (table.target === undefined) return null
  const columns = table.columns.map(({ role }, index) => ({
    column: mapping[index] as number,
    role: role as ColumnRole,
  }))
  return { target: table.target, columns, delimiter, header: header !== null }
}
