/** Numbers, sizes, times and dates in the listener's own way of writing them. */
import i18next from 'i18next'

const language = () => i18next.resolvedLanguage ?? 'en'

const cache = new Map<string, Intl.NumberFormat>()
function numberFormat(name: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${language()} ${name}`
  let format = cache.get(key)
  if (!format) {
    format = new Intl.NumberFormat(language(), options)
    cache.set(key, format)
  }
  return format
}

export const formatCount = (value: number): string => numberFormat('count', { maximumFractionDigits: 0 }).format(value)

export const formatPercent = (fraction: number): string =>
  numberFormat('percent', { style: 'percent', maximumFractionDigits: 0 }).format(fraction)

/** A score or a part of one: `.41`, and with `signed` `+ .41` or `− .03`. */
export function formatScore(value: number, options: { signed?: boolean; digits?: number } = {}): string {
  const digits = options.digits ?? 2
  const text = numberFormat(`score${digits}`, { minimumFractionDigits: digits, maximumFractionDigits: digits })
    .format(Math.abs(value))
    .replace(/^0(?=\D)/, '')
  const rounded = Math.abs(value) < 0.5 * 10 ** -digits ? 0 : value
  if (rounded < 0) return options.signed ? `− ${text}` : `−${text}`
  return options.signed ? `+ ${text}` : text
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

export function formatBytes(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log10(bytes) / 3))
  const unit = byteUnits[step] ?? 'byte'
  const value = bytes / 1000 ** step
  return numberFormat(`${unit}${value < 10 ? 1 : 0}`, {
    style: 'unit',
    unit,
    // Short is "194 byte".
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step > 0 && value < 10 ? 1 : 0,
  }).format(value)
}

const unit = (value: number, name: 'millisecond' | 'second' | 'minute' | 'hour', digits = 0) =>
  numberFormat(`${name}${digits}`, {
    style: 'unit',
    unit: name,
    unitDisplay: 'short',
    maximumFractionDigits: digits,
  }).format(value)

/** A length of time with its two largest units: `3 min 12 sec`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return unit(seconds, 'second', 1)
  const whole = Math.round(seconds)
  if (whole < 60) return unit(whole, 'second')
  const minutes = Math.floor(whole / 60)
  if (minutes < 60)
    return whole % 60 ? `${unit(minutes, 'minute')} ${unit(whole % 60, 'second')}` : unit(minutes, 'minute')
  const hours = Math.floor(minutes / 60)
  return minutes % 60 ? `${unit(hours, 'hour')} ${unit(minutes % 60, 'minute')}` : unit(hours, 'hour')
}

/** A length of time that is hardly one: `56 ms`, or `1.2 sec`. */
export const formatShort = (milliseconds: number): string =>
  milliseconds < 1000
    ? unit(Math.max(1, Math.round(milliseconds)), 'millisecond')
    : unit(milliseconds / 1000, 'second', 1)

/** A rough length of time for a wait, without false precision: `about 2 min`'s `2 min`. */
export function formatWait(seconds: number): string {
  if (seconds < 90) return unit(Math.max(1, Math.round(seconds)), 'second')
  if (seconds < 5400) return unit(Math.round(seconds / 60), 'minute')
  return unit(Math.round(seconds / 3600), 'hour')
}

/** When something happened: today's as a time, others as a date. */
export function formatWhen(iso: string, now = new Date()): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return iso
  const sameDay = date.toDateString() === now.toDateString()
  return new Intl.DateTimeFormat(language(), sameDay ? { timeStyle: 'short' } : { dateStyle: 'medium' }).format(date)
}

/** `A, B and C`. */
export const formatList = (items: string[]): string =>
  new Intl.ListFormat(language(), { style: 'long', type: 'conjunction' }).format(items)
