/** What the columns of one file mean, as the listener sets it. */
import { type ColumnMapping, ColumnRole, type ColumnTarget, requiredRoles, type TableEncoding } from '#api/columns.ts'
import type { InspectedFile } from '#api/schemas.ts'

const repeating: readonly ColumnRole[] = [
  ...(['genre', 'mood', 'activity', 'tag'] as const),
  ...(['similarArtist', 'similarTitle', 'similarScore'] as const),
]

/** The mapping to begin with: the listener's own, the one in use, or the known meanings of a data set's columns. */
export function mappingOf(file: InspectedFile, own: ColumnMapping | undefined): ColumnMapping {
  const mapping = own ?? file.mapping
  const names = file.columns.map(({ name }) => name)
  if (mapping)
    return { ...mapping, columns: mapping.columns.map((entry) => ({ ...entry, column: place(entry, names) })) }
  let columns: ColumnMapping['columns'] = []
  file.columns.forEach(({ role }, column) => {
    const known = ColumnRole.safeParse(role)
    if (known.success) columns = assigned(columns, column, known.data)
  })
  const delimiter = file.delimiter === null ? {} : { delimiter: file.delimiter }
  return { target: 'tracks', columns, header: file.hasHeader, ...delimiter }
}

/** A table that can be imported as soon as its columns are explained. */
export const awaitsColumns = ({ refused, mapping }: InspectedFile): boolean => refused !== null && mapping !== null

/** A column that is written by name and is not in this header keeps its name. */
const place = ({ column }: { column: number | string }, names: readonly string[]) => {
  const found = typeof column === 'string' ? names.indexOf(column) : column
  return found < 0 ? column : found
}

/** The role of the column at a place, null for one that is passed over. */
export const roleAt = (mapping: ColumnMapping, column: number): ColumnRole | null =>
  mapping.columns.find((entry) => entry.column === column)?.role ?? null

/** Give a column a role, or none; a role that only one column can have leaves its earlier column. */
export function withRole(mapping: ColumnMapping, column: number, role: ColumnRole | null): ColumnMapping {
  return { ...mapping, columns: assigned(mapping.columns, column, role) }
}

function assigned(columns: ColumnMapping['columns'], column: number, role: ColumnRole | null) {
  const others = columns.filter((entry) => entry.column !== column)
  if (role === null) return others
  const kept = repeating.includes(role) ? others : others.filter((entry) => entry.role !== role)
  return [...kept, { column, role }]
}

/** Read the file otherwise; other columns come of another delimiter, so theirs are forgotten. */
export function withDelimiter({ delimiter: _, ...mapping }: ColumnMapping, delimiter: string | null): ColumnMapping {
  return { ...mapping, columns: [], ...(delimiter === null ? {} : { delimiter }) }
}

export function withEncoding(
  { encoding: _, ...mapping }: ColumnMapping,
  encoding: TableEncoding | null,
): ColumnMapping {
  return { ...mapping, ...(encoding === null ? {} : { encoding }) }
}

/** What is still missing: each a choice of roles, one of which is enough. */
export function lackingChoices({ target, columns }: ColumnMapping): readonly (readonly ColumnRole[])[] {
  return requiredRoles[target].filter((choice) => !columns.some(({ role }) => choice.includes(role)))
}

/** Every role, those first that the target needs. */
export function rolesFor(target: ColumnTarget): ColumnRole[] {
  return [...new Set([...requiredRoles[target].flat(), ...ColumnRole.options])]
}

export const isNeeded = (target: ColumnTarget, role: ColumnRole): boolean => requiredRoles[target].flat().includes(role)
