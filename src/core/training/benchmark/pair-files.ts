/**
 * Files of who has what, as the field's benchmarks publish them: `user item item ...` lists or `user item [count]`
 * triplets, separated by blanks, tabs or commas, gzipped or not.
 */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { AppError } from '#api/errors.ts'
import { mostPlays } from '#core/math/csr.ts'

/** Numbers stay numbers, so that `7` and `07` written by other programs are told apart only where they must be. */
export type Id = number | string

export type PairShape = 'lists' | 'triplets'

/** The pairs of one file in the order they were written, repeats and all. */
export type PairFile = { shape: PairShape; users: Id[]; items: Id[]; counts: Int32Array }

/** Records by field: record r holds `fields[starts[r]..starts[r + 1])`. */
type Records = { name: string; fields: Id[]; starts: number[] }

/** What a file's records say of its shape; null where both readings are possible. */
type Guess = PairShape | null

/**
 * Read files that belong together. A file is triplets when every record has two or three fields and users come back;
 * it is lists when a record has one field, or more than three, or each user has one record of varying length. Where each
 * user has one record and all have three fields, both are possible: such a file is read as the others are, and as triplets
 * where none of them tells.
 * Throws AppError file-not-found, and bad-arguments where a file is no such thing.
 */
export function readPairFiles(paths: readonly string[]): PairFile[] {
  const all = paths.map(readRecords)
  const guesses = all.map(guessShape)
  const told = guesses.find((guess) => guess !== null) ?? 'triplets'
  return all.map((records, i) => ((guesses[i] ?? told) === 'lists' ? fromLists(records) : fromTriplets(records)))
}

function guessShape({ name, fields, starts }: Records): Guess {
  const lengths = new Set<number>()
  const users = new Set<Id>()
  const records = starts.length - 1
  for (let r = 0; r < records; r += 1) {
    lengths.add((starts[r + 1] as number) - (starts[r] as number))
    users.add(fields[starts[r] as number] as Id)
  }
  const comeBack = users.size < records
  const shortest = Math.min(...lengths)
  const longest = Math.max(...lengths)
  if (comeBack && lengths.size === 1 && longest > 3) {
    throw new AppError(
      'bad-arguments',
      `${name} has ${longest} columns. Expected "user item item ..." lists, one line a user, or "user item [count]" lines: leave out the other columns.`,
    )
  }
  if (shortest === 1 || longest > 3) return 'lists'
  if (comeBack) return 'triplets'
  if (lengths.size > 1) return 'lists'
  return longest === 2 ? 'triplets' : null
}

function fromLists({ fields, starts }: Records): PairFile {
  const users: Id[] = []
  const items: Id[] = []
  for (let r = 0; r + 1 < starts.length; r += 1) {
    const from = starts[r] as number
    for (let at = from + 1; at < (starts[r + 1] as number); at += 1) {
      users.push(fields[from] as Id)
      items.push(fields[at] as Id)
    }
  }
  return { shape: 'lists', users, items, counts: new Int32Array(items.length).fill(1) }
}

function fromTriplets({ name, fields, starts }: Records): PairFile {
  const records = starts.length - 1
  const users: Id[] = []
  const items: Id[] = []
  const counts = new Int32Array(records)
  for (let r = 0; r < records; r += 1) {
    const at = starts[r] as number
    users.push(fields[at] as Id)
    items.push(fields[at + 1] as Id)
    const written = at + 2 < (starts[r + 1] as number) ? fields[at + 2] : 1
    const count = Number(written)
    if (!Number.isFinite(count) || count < 0) {
      throw new AppError('bad-arguments', `${name}: record ${r + 1} has "${written}" where a count was expected.`)
    }
    // Fractions are ratings or shares: having is what counts.
    counts[r] = Math.min(Math.max(1, Math.round(count)), mostPlays)
  }
  return { shape: 'triplets', users, items, counts }
}

function readRecords(path: string): Records {
  const records = parseRecords(path, readBytes(path))
  if (records.starts.length === 1) {
    throw new AppError('bad-arguments', `${path} is empty. Expected "user item item ..." or "user item [count]" lines.`)
  }
  return withoutHeader(records)
}

function readBytes(path: string): Buffer {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ENOENT') throw new AppError('file-not-found', `There is no file "${path}".`, { cause })
    throw new AppError('bad-arguments', `"${path}" cannot be read (${code ?? 'unknown fault'}).`, { cause })
  }
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return gunzipSync(bytes)
  } catch (cause) {
    throw new AppError('bad-arguments', `"${path}" is damaged: it begins like gzip and ends in error.`, { cause })
  }
}

const newline = 0x0a
const isSeparator = (byte: number) => byte === 0x20 || byte === 0x09 || byte === 0x2c || byte === 0x0d
const mostDigits = 15

/** Cut bytes into records and fields; blank lines are no records. Refuses bytes that are no text. */
function parseRecords(name: string, bytes: Buffer): Records {
  const fields: Id[] = []
  const starts = [0]
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  while (at < bytes.length) {
    const byte = bytes[at] as number
    if (byte === newline) {
      if (fields.length > (starts.at(-1) as number)) starts.push(fields.length)
      at += 1
    } else if (isSeparator(byte)) at += 1
    else {
      const from = at
      let value = 0
      let digits = true
      for (; at < bytes.length; at += 1) {
        const next = bytes[at] as number
        if (next === newline || isSeparator(next)) break
        if (next === 0)
          throw new AppError(
            'bad-arguments',
            `${name} is no text file. Expected "user item ..." lines, plain or gzipped.`,
          )
        if (next >= 0x30 && next <= 0x39) value = value * 10 + next - 0x30
        else digits = false
      }
      fields.push(digits && at - from <= mostDigits ? value : bytes.toString('utf8', from, at))
    }
  }
  if (fields.length > (starts.at(-1) as number)) starts.push(fields.length)
  return { name, fields, starts }
}

/** A first line of words over lines of numbers names the columns. */
function withoutHeader(records: Records): Records {
  const { name, fields, starts } = records
  const [, second, third] = starts
  const words = (from: number, to: number) => fields.slice(from, to).every((field) => typeof field === 'string')
  if (second === undefined || third === undefined || second < 2) return records
  if (!words(0, second) || typeof fields[second] === 'string') return records
  return { name, fields, starts: starts.slice(1) }
}
