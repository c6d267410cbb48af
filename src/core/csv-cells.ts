/** Writing CSV that spreadsheets read and do not run: RFC 4180 cells, guarded. */

/**
 * A cell that a spreadsheet would run as a formula gets a leading apostrophe, as spreadsheets themselves write text;
 * so does one that looks guarded already, so that reading takes off exactly what writing put on. The full-width signs
 * start a formula in some languages.
 */
export const formulaStart = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

/** A cell as it was before it was guarded. */
export const unguarded = (cell: string): string =>
  cell.startsWith("'") && formulaStart.test(cell.slice(1)) ? cell.slice(1) : cell

/** One line without its end. */
export function csvLine(cells: readonly (string | number)[]): string {
  return cells.map((value) => cell(String(value))).join(',')
}

function cell(text: string): string {
  const safe = formulaStart.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
