/** Dates and moments as people's files write them (contract C9), and when a play can have happened. */

/** 2002-01-01 UTC, in seconds since 1970: nobody scrobbled before. */
export const earliestListen = 1_009_843_200

/** Tomorrow, in seconds since 1970: clocks differ by hours, not by days. */
export function latestListen(): number {
  return Date.now() / 1000 + 86_400
}

/** Which of day and month comes first where both are numbers; null where nothing tells. */
export type DateOrder = 'day-first' | 'month-first' | null

type Day = { year: number; month: number; day: number }
type Clock = { hour: number; minute: number; second: number; offsetMinutes: number }

const EPOCH = /^\d{9,13}(?:\.\d+)?$/
/** The usual form of large files, read without further ado. */
const ISO_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/
const CLOCK =
  /^(?<date>.+?)(?:T|,?\s+|,)(?:at\s+)?(?<hour>\d{1,2}):(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,]\d+)?)?\s*(?<half>[ap]\.?m\.?)?\s*(?<zone>Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?$/i

/**
 * The moment a text states, in seconds since 1970, UTC where it names no zone: ISO 8601 with Z or offset,
 * `2005-04-27 12:30:00`, epoch seconds or milliseconds, `Apr 27, 2005, 12:30`, `27 Apr 2005 12:30`, `4/27/05 12:30 PM`.
 * Null for anything else, for a day that never was, and where day and month could be either and `order` is null.
 */
export function readMoment(text: string, order: DateOrder = null): number | null {
  const trimmed = text.trim()
  if (ISO_UTC.test(trimmed)) return wholeSeconds(Date.parse(trimmed))
  if (EPOCH.test(trimmed)) {
    const number = Number(trimmed)
    return Math.floor(number >= 100_000_000_000 ? number / 1000 : number)
  }
  const found = CLOCK.exec(trimmed)
  const day = readDay(found?.groups?.date ?? trimmed, order)
  const clock = found === null ? midnight : readClock(found.groups as Record<string, string | undefined>)
  if (day === null || clock === null) return null
  const { hour, minute, second, offsetMinutes } = clock
  return wholeSeconds(Date.UTC(day.year, day.month - 1, day.day, hour, minute - offsetMinutes, second))
}

/** The moment of a play: as `readMoment`, and null before 2002 or after tomorrow. */
export function readListenMoment(text: string, order: DateOrder = null): number | null {
  const moment = readMoment(text, order)
  return moment !== null && moment >= earliestListen && moment <= latestListen() ? moment : null
}

/** The year of a release: a bare year, `2005-04`, `2005-00-00` or any date of `readMoment`; null where it is not known. */
export function readYear(text: string, order: DateOrder = null): number | null {
  const trimmed = text.trim()
  const leading = /^(\d{4})(?:\.0+)?(?:[-/.]\d{1,2}(?:[-/.]\d{1,2})?)?(?:[T\s]\d.*)?$/.exec(trimmed)
  if (leading !== null) return plausibleYear(Number(leading[1]))
  if (/^-?\d{9,13}$/.test(trimmed)) {
    const moment = readMoment(trimmed)
    return moment === null ? null : plausibleYear(new Date(moment * 1000).getUTCFullYear())
  }
  const monthAndYear = /^(\p{L}{3,9})\.?,?\s+(\d{4})$/u.exec(trimmed)
  if (monthAndYear !== null && monthOf(monthAndYear[1] as string) > 0) return plausibleYear(Number(monthAndYear[2]))
  const day = readDay(CLOCK.exec(trimmed)?.groups?.date ?? trimmed, order)
  return day === null ? null : plausibleYear(day.year)
}

/** Which order the dates of one column are written in, by those that leave no choice; null where none does. */
export function dateOrderOf(texts: Iterable<string>): DateOrder {
  let dayFirst = 0
  let monthFirst = 0
  for (const text of texts) {
    const parts = NUMBERS.exec(text.trim().split(/[\s,T]/)[0] ?? '')
    if (parts === null) continue
    if (Number(parts[1]) > 12) dayFirst += 1
    if (Number(parts[3]) > 12) monthFirst += 1
  }
  if (dayFirst > 0 === monthFirst > 0) return null
  return dayFirst > 0 ? 'day-first' : 'month-first'
}

const midnight: Clock = { hour: 0, minute: 0, second: 0, offsetMinutes: 0 }
const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/
/** Three numbers, the year last. */
const NUMBERS = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)$/
const MONTH_NAMED =
  /^(?:\p{L}{2,9}\.?,?\s+)?(?:(?<month>\p{L}{3,9})\.?\s+(?<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?<year>\d{4})|(?<day2>\d{1,2})(?:st|nd|rd|th)?\.?[\s-]+(?<month2>\p{L}{3,9})\.?,?[\s-]+(?<year2>\d{4}))$/u

function readDay(text: string, order: DateOrder): Day | null {
  const first = YEAR_FIRST.exec(text)
  if (first !== null) return realDay(Number(first[1]), Number(first[3]), Number(first[4]))
  const numbers = NUMBERS.exec(text)
  if (numbers !== null) return orderedDay(numbers, order)
  const named = MONTH_NAMED.exec(text)?.groups
  if (named === undefined) return null
  const month = monthOf((named.month ?? named.month2) as string)
  return realDay(Number(named.year ?? named.year2), month, Number(named.day ?? named.day2))
}

function orderedDay(numbers: RegExpExecArray, order: DateOrder): Day | null {
  const [one, two] = [Number(numbers[1]), Number(numbers[3])]
  // Between dots the day comes first wherever dates are written so.
  const known = order ?? (one > 12 || numbers[2] === '.' ? 'day-first' : two > 12 ? 'month-first' : null)
  // 5/5/2005 is one day either way.
  if (known === null && one !== two) return null
  const written = Number(numbers[4])
  // As spreadsheets write it: 1930 to 2029.
  const year = (numbers[4] as string).length === 4 ? written : written < 30 ? 2000 + written : 1900 + written
  return known === 'day-first' ? realDay(year, two, one) : realDay(year, one, two)
}

function realDay(year: number, month: number, day: number): Day | null {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? { year, month, day } : null
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** 1 to 12; 0 for no month. */
function monthOf(name: string): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1
}

function readClock(parts: Record<string, string | undefined>): Clock | null {
  const half = parts.half?.[0]?.toLowerCase()
  const written = Number(parts.hour)
  const hour = half === undefined ? written : (written % 12) + (half === 'p' ? 12 : 0)
  const minute = Number(parts.minute)
  const second = Number(parts.second ?? 0)
  if (hour > 23 || (half !== undefined && written > 12) || minute > 59 || second > 60) return null
  const zone = /^([+-])(\d\d):?(\d\d)?$/.exec(parts.zone ?? '')
  const offset = zone === null ? 0 : Number(zone[2]) * 60 + Number(zone[3] ?? 0)
  return { hour, minute, second, offsetMinutes: zone?.[1] === '-' ? -offset : offset }
}

function wholeSeconds(milliseconds: number): number | null {
  return Number.isNaN(milliseconds) ? null : Math.floor(milliseconds / 1000)
}

/** Recorded music begins with Scott de Martinville's phonautograph; next year's releases are announced. */
function plausibleYear(year: number): number | null {
  return year >= 1860 && year <= new Date().getUTCFullYear() + 1 ? year : null
}
