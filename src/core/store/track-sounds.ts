/** How sure classifiers are of a track: 16 bits a class, the mean over all submissions of the recording. */
import { soundClasses } from '#core/sources/sounds.ts'
import type { WritableDb } from './open.ts'

const unit = 65_534
const unsaid = 65_535

/** Little-endian: 0 to 65,534 for 0 to 1, 65,535 where the class was not named. */
export function encodeSound(shares: Float32Array | Float64Array): Uint8Array {
  const bytes = new Uint8Array(shares.length * 2)
  const view = new DataView(bytes.buffer)
  for (let place = 0; place < shares.length; place += 1) {
    const share = shares[place] as number
    view.setUint16(place * 2, Number.isNaN(share) ? unsaid : Math.round(share * unit), true)
  }
  return bytes
}

/** The shares of all classes, NaN where one was not named. */
export function decodeSound(bytes: Uint8Array): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const shares = new Float64Array(soundClasses.length).fill(Number.NaN)
  for (let place = 0; place < shares.length && place * 2 < bytes.length; place++) {
    const stored = view.getUint16(place * 2, true)
    if (stored !== unsaid) shares[place] = stored / unit
  }
  return shares
}

/** The mean of two means, each over its number of submissions. */
export function joinSounds(
  a: { submissions: number; shares: Float64Array },
  b: { submissions: number; shares: Float32Array | Float64Array },
): Float64Array {
  const all = a.submissions + b.submissions
  const joined = new Float64Array(a.shares.length)
  for (let place = 0; place < joined.length; place += 1) {
    const mine = a.shares[place] as number
    const other = b.shares[place] as number
    if (Number.isNaN(mine)) joined[place] = other
    else joined[place] = Number.isNaN(other) ? mine : (mine * a.submissions + other * b.submissions) / all
  }
  return joined
}

type Recording = { mbid: string; artist: number; submissions: number; shares: Float64Array }

/**
 * Each recording once, whoever sent it in: (recording, artist spelling, submissions, shares) of all imports, those of
 * one recording one behind the other, joined over their submissions. The artist is the first one's.
 */
export function* joinRecordings(
  rows: Iterable<[mbid: string, artist: number, submissions: number, shares: Uint8Array]>,
): Generator<Recording> {
  let current: Recording | undefined
  for (const [mbid, artist, submissions, bytes] of rows) {
    const shares = decodeSound(bytes)
    if (current?.mbid === mbid) {
      current.shares = joinSounds(current, { submissions, shares })
      current.submissions += submissions
      continue
    }
    if (current !== undefined) yield current
    current = { mbid, artist, submissions, shares }
  }
  if (current !== undefined) yield current
}

/** Makes the function that stores a submission; those of one recording are averaged, in whatever order they come. */
export function trackSounds(db: WritableDb): (track: number, shares: Float32Array) => void {
  const add = db.prepare(
    'INSERT INTO track_sound (track_id, submissions, shares) VALUES (?, 1, ?) ON CONFLICT DO NOTHING',
  )
  const find = db.prepare('SELECT submissions, shares FROM track_sound WHERE track_id = ?')
  const change = db.prepare('UPDATE track_sound SET submissions = submissions + 1, shares = ? WHERE track_id = ?')
  return (track, shares) => {
    if (add.run(track, encodeSound(shares)).changes === 1) return
    const before = find.get(track) as { submissions: number; shares: Uint8Array }
    const known = { submissions: before.submissions, shares: decodeSound(before.shares) }
    change.run(encodeSound(joinSounds(known, { submissions: 1, shares })), track)
  }
}
