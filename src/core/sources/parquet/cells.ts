/** Values of Parquet as the cells of a CSV would be. */
import type { ParquetParsers, SchemaElement } from 'hyparquet'

const decoder = new TextDecoder()

/** Moments, days and ids as text; what is no music data is left out. */
export const parsers: ParquetParsers = {
  timestampFromMilliseconds: (milliseconds) => moment(Number(milliseconds)),
  timestampFromMicroseconds: (microseconds) => moment(Number(microseconds / 1000n)),
  timestampFromNanoseconds: (nanoseconds) => moment(Number(nanoseconds / 1_000_000n)),
  dateFromDays: (days) => moment(days * 86_400_000).slice(0, 10),
  stringFromBytes: (bytes) => bytes && decoder.decode(bytes),
  jsonFromBytes: (bytes) => bytes && decoder.decode(bytes),
  geometryFromBytes: () => undefined,
  geographyFromBytes: () => undefined,
  uuidFromBytes: (bytes) => {
    if (bytes === undefined) return undefined
    return Buffer.from(bytes)
      .toString('hex')
      .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  },
}

/** ISO 8601 in UTC, without thousandths where there are none; '' for a moment that no calendar has. */
function moment(milliseconds: number): string {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().replace('.000Z', 'Z')
}

/** Makes the function that writes the values of one column; lists become JSON, which the readers of cells know. */
export function cellWriter({ type, converted_type: kind, logical_type: logical, scale }: SchemaElement) {
  const decimals = logical?.type === 'DECIMAL' ? logical.scale : kind === 'DECIMAL' ? (scale ?? 0) : null
  const number =
    decimals === null
      ? (value: number) => String(type === 'FLOAT' ? shortest(value) : value)
      : (value: number) => value.toFixed(Math.min(decimals, 100))
  const one = (value: unknown): string => {
    switch (typeof value) {
      case 'string':
        return value
      case 'number':
        return Number.isFinite(value) ? number(value) : ''
      case 'bigint':
      case 'boolean':
        return String(value)
      default:
        return value instanceof Uint8Array ? decoder.decode(value) : ''
    }
  }
  const inList = (value: unknown) => (typeof value === 'number' || typeof value === 'boolean' ? value : one(value))
  return (value: unknown): string => {
    if (!Array.isArray(value)) return one(value)
    return value.length === 0 ? '' : JSON.stringify(value.map(inList))
  }
}

/** The number with the fewest digits that is this one in single precision. */
function shortest(value: number): number {
  for (let digits = 6; digits < 10; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return short
  }
  return value
}
