/** The moment of a play, in every form that history exports write it (contract C9). */
import { earliestListen, latestListen } from './times.ts'

/** Plays before 1971 come from players without a clock, which count from 1970 on. */
const clockless = 86_400 * 366

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/
const WORDS =
  /^(?:(\d{1,2}) ([A-Za-z]{3})[a-z]*|([A-Za-z]{3})[a-z]* (\d{1,2}),?) (\d{4}),?(?: (\d{1,2}):(\d{2})(?::(\d{2}))?)?$/

/**
 * Seconds since 1970 (UTC where no offset is given); null where no clock ran or nothing is written; else date-invalid:
 * no date, one whose day and month cannot be told apart, or one before 2002 or after tomorrow.
 */
export function readListenTime(written: string | number | null | undefined): number | null | 'date-invalid' {
  const text = String(written ?? '').trim()
  if (text === '') return null
  const seconds = /^-?\d{1,16}(?:\.\d+)?$/.test(text) ? ofNumber(Number(text)) : ofWords(text)
  if (seconds === null || Number.isNaN(seconds)) return 'date-invalid'
  if (seconds >= 0 && seconds < clockless) return null
  return seconds >= earliestListen && seconds <= latestListen() ? seconds : 'date-invalid'
}

/** Seconds or milliseconds: as seconds, milliseconds of any play since 1980 would lie beyond the year 10000. */
const ofNumber = (number: number): number => Math.floor(number >= 3e11 ? number / 1000 : number)

function ofWords(text: string): number | null {
  const iso = ISO.exec(text)
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, zone] = iso
    const at = utc([year, Number(month) - 1, day, hour, minute, second])
    return at === null ? null : at - offsetOf(zone)
  }
  const [, day, month, otherMonth, otherDay, year, hour, minute, second] = WORDS.exec(text) ?? []
  const place = MONTHS.indexOf((month ?? otherMonth ?? '').toLowerCase())
  return place < 0 ? null : utc([year, place, day ?? otherDay, hour, minute, second])
}

/** Seconds since 1970, or null where there is no such day or time. */
function utc(parts: readonly (string | number | undefined)[]): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map((part) => Number(part ?? 0))
  const at = new Date(Date.UTC(year, month, day, hour, minute, second))
  const same = at.getUTCMonth() === month && at.getUTCDate() === day && at.getUTCHours() === hour && minute < 60
  return same ? at.getTime() / 1000 : null
}

function offsetOf(zone: string | undefined): number {
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '') ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60)
}
