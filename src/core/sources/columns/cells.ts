/** Single cells of feature tables: numbers in several scales, durations, keys, lists written as literals. */

/** True for a cell that says that it says nothing. */
export function isAbsent(cell: string): boolean {
  return cell === '' || (cell.length < 6 && /^(?:\s*|na|nan|n\/a|null|none|-|\?|set\(\))$/i.test(cell))
}

/** A number with point or comma; NaN for anything else. */
export function readNumber(cell: string): number {
  const trimmed = cell.trim()
  if (!/^[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:e[+-]?\d+)?$/i.test(trimmed)) return Number.NaN
  return Number(trimmed.replace(',', '.'))
}

/** How the numbers of a column become shares of 0 to 1. */
export type Scale = 'share' | 'percent' | 'standard'

/**
 * The scale of a column by its numbers: below 0 are standard scores, above 1 per cent, else shares already.
 * `header` may say `%`.
 */
export function scaleOf(cells: readonly string[], header: string): Scale {
  const numbers = cells.map(readNumber).filter((number) => !Number.isNaN(number))
  if (numbers.some((number) => number < 0)) return 'standard'
  return header.includes('%') || numbers.some((number) => number > 1) ? 'percent' : 'share'
}

/** A share of 0 to 1; NaN outside of it. Standard scores pass the logistic curve that lies nearest the normal one. */
export function readShare(cell: string, scale: Scale): number {
  const number = readNumber(cell.replace(/%\s*$/, ''))
  if (scale === 'standard') return 1 / (1 + Math.exp(-1.702 * number))
  const share = scale === 'percent' ? number / 100 : number
  return share >= 0 && share <= 1 ? share : Number.NaN
}

export type TimeUnit = 'ms' | 's'

/** The unit of a column of durations: as its header says, else by the size of its numbers. */
export function timeUnitOf(cells: readonly string[], header: string): TimeUnit {
  if (/(?:^|[^a-z])ms(?:$|[^a-z])|msec|milli/i.test(header)) return 'ms'
  if (/(?:^|[^a-z])s(?:ec(?:onds?)?)?(?:$|[^a-z])/i.test(header)) return 's'
  const numbers = cells
    .map(readNumber)
    .filter((number) => number > 0)
    .sort((a, b) => a - b)
  return (numbers[numbers.length >> 1] ?? 0) > 5000 ? 'ms' : 's'
}

/** Milliseconds of `3:05`, `1:02:03` or a number of `unit`; NaN for anything else and for more than a day. */
export function readDuration(cell: string, unit: TimeUnit): number {
  const clock = /^(?:(\d{1,2}):)?(\d{1,3}):(\d\d)(?:[.,]\d+)?$/.exec(cell.trim())
  const milliseconds =
    clock === null
      ? readNumber(cell) * (unit === 'ms' ? 1 : 1000)
      : (Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3])) * 1000
  return milliseconds >= 0 && milliseconds <= 86_400_000 ? Math.round(milliseconds) : Number.NaN
}

const SEMITONES: Record<string, number> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11, H: 11 }

/** A key as 0 (C) to 11 (B) with its mode (1 major, 0 minor) where it says so; null for none, NaN for nonsense. */
export function readKey(cell: string): { key: number; mode: number | null } | null {
  const trimmed = cell.trim()
  const number = readNumber(trimmed)
  if (!Number.isNaN(number)) {
    if (number === -1) return null
    return { key: Number.isInteger(number) && number >= 0 && number <= 11 ? number : Number.NaN, mode: null }
  }
  const named = /^([A-H])\s*(#|♯|sharp|b|♭|flat)?(?:\/[A-H][#♯b♭]?)?\s*(maj(?:or)?|min(?:or)?|m|dur|moll)?$/i.exec(
    trimmed,
  )
  if (named === null) return { key: Number.NaN, mode: null }
  const base = SEMITONES[(named[1] as string).toUpperCase()] as number
  const raised = /^(?:#|♯|sharp)$/i.test(named[2] ?? '') ? 1 : named[2] === undefined ? 0 : -1
  const scale = named[3]?.toLowerCase()
  const mode = scale === undefined ? null : /^(?:maj|dur)/.test(scale) ? 1 : 0
  return { key: (base + raised + 12) % 12, mode }
}

/** 1 for major, 0 for minor; NaN for anything else. */
export function readMode(cell: string): number {
  const trimmed = cell.trim().toLowerCase()
  if (/^(?:1(?:\.0)?|maj(?:or)?|dur)$/.test(trimmed)) return 1
  return /^(?:0(?:\.0)?|min(?:or)?|moll)$/.test(trimmed) ? 0 : Number.NaN
}

/** Beats a bar: `4/4` is 4; null for 0, which stands for unknown; NaN for anything else. */
export function readTimeSignature(cell: string): number | null {
  const number = readNumber(cell.trim().replace(/\/(?:1|2|4|8|16)$/, ''))
  if (number === 0) return null
  return Number.isInteger(number) && number >= 1 && number <= 32 ? number : Number.NaN
}

/** A truth value; null for anything else. */
export function readTruth(cell: string): boolean | null {
  const word = cell.trim().toLowerCase()
  if (/^(?:true|t|yes|y|1|1\.0|explicit|ja|sí|si|oui|sim)$/.test(word)) return true
  return /^(?:false|f|no|n|0|0\.0|clean|nein|non|não)$/.test(word) ? false : null
}

const LITERAL_ITEM = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^,[\]{}()\s][^,[\]{}()]*)/g

/** The words of a cell: a Python or JSON list or set, or words between commas, semicolons or bars. */
export function readWords(cell: string): string[] {
  const trimmed = cell.trim()
  const words = /^(?:\[.*\]|\{.*\}|\(.*\))$/s.test(trimmed)
    ? [...trimmed.matchAll(LITERAL_ITEM)].map(([, single, double, bare]) =>
        (single ?? double ?? bare ?? '').replace(/\\(.)/g, '$1'),
      )
    : trimmed.split(/[,;|]/)
  return words.map((word) => word.trim()).filter((word) => !isAbsent(word))
}

/**
 * The first of several artists, who is the track's: of a list literal, of names between semicolons, and where
 * `commas` is set of names between commas without a blank (`Tyler, The Creator` is one).
 */
export function mainArtist(cell: string, commas: boolean): string {
  if (/^\s*\[.*\]\s*$/s.test(cell)) return readWords(cell)[0] ?? ''
  if (cell.includes(';')) return (cell.split(';')[0] as string).trim()
  return commas ? (cell.split(/,(?! )/)[0] as string).trim() : cell
}
