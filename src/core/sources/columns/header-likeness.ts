/** Whether the first record of a table names its columns, when no data set says so. */
import { guessRoles } from './roles.ts'

const NUMBER = /^-?\d+(?:[.,]\d+)?$/
/** Names of columns as programs write them: `nom_artiste`, `track.title`. */
const IDENTIFIER = /^\p{Ll}[\p{Ll}\d]*(?:[_.][\p{Ll}\d]+)+$/u
/** Records below that tell of a column by their shapes; fewer may be alike by chance. */
const enough = 3

/**
 * True for a first record of words only that names two columns, or that is of another shape than the records below it:
 * words above numbers or numbered things, names above the same few values again and again.
 */
export function looksLikeHeader(records: readonly string[][]): boolean {
  const [first = [], ...others] = records
  if (first.some((field) => NUMBER.test(field.trim()))) return false
  const known = guessRoles(first).filter((role) => role !== null).length
  if (known >= Math.min(2, first.length)) return true
  const columns = first.map((name, column) => ({ name, below: others.map((fields) => fields[column] ?? '') }))
  // Whoever stands in the first record and again below is one of the records.
  if (columns.some(({ name, below }) => name.trim() !== '' && below.includes(name))) return false
  if (columns.some(({ below }) => share(below, (cell) => NUMBER.test(cell)) > 0.5)) return true
  const evidence = columns.reduce((sum, column) => sum + columnEvidence(column), 0)
  return evidence + rowEvidence(first, others) + known / 2 >= 1
}

const share = (cells: readonly string[], is: (cell: string) => boolean): number =>
  cells.length === 0 ? 0 : cells.filter(is).length / cells.length

/** How much one column speaks for a header, 0 to 1. */
function columnEvidence({ name, below }: { name: string; below: readonly string[] }): number {
  if (below.length < enough || name.trim() === '') return 0
  if (!/\d/.test(name) && share(below, (cell) => /\d/.test(cell)) >= 0.8) return 1
  return below.length >= 10 && new Set(below).size <= below.length * 0.2 ? 0.5 : 0
}

/** How much the first record as a whole speaks for it, 0 to 1: written like names of columns, and nothing below is. */
function rowEvidence(first: readonly string[], others: readonly string[][]): number {
  if (others.length < enough || new Set(first).size < first.length) return 0
  const below = others.flat().filter((cell) => /\p{L}/u.test(cell))
  const names = first.filter((name) => name.trim() !== '')
  if (names.some((name) => IDENTIFIER.test(name)) && share(below, (cell) => IDENTIFIER.test(cell)) < 0.05) return 1
  const isSmall = names.every((name) => /^\p{Ll}/u.test(name))
  return isSmall && share(below, (cell) => !/^\p{Ll}/u.test(cell)) >= 0.8 ? 1 : 0
}
