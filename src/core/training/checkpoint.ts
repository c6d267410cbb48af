/**
 * Checkpoints of learning: the matrices between two rounds (epochs of SGNS, iterations of ALS) in one file. A checkpoint
 * is data, checked before it is used: what is damaged, or belongs to other data, is as good as none.
 *
 * Layout: magic (8 bytes), version and header length (uint32), header (JSON: what it belongs to, round, dtype, rows and
 * columns of each matrix), the matrices (float32), SHA-256 of all before it. Little-endian, as every machine we run on.
 */
import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { writeWhole } from '#core/whole-file.ts'

export type Checkpoint = {
  /** What it belongs to: equal keys, equal data and parameters. */
  key: string
  /** Rounds done. */
  round: number
  /** Seconds that they took. */
  seconds: number
  /** By name, each rows × `columns`. */
  matrices: Record<string, Float32Array>
  columns: number
}

type Header = Omit<Checkpoint, 'matrices' | 'columns'> & {
  dtype: 'float32'
  shapes: { name: string; rows: number; columns: number }[]
}

const magic = Buffer.from('SIDETRCK', 'latin1')
const version = 1
const fixedBytes = magic.length + 8
const digestBytes = 32
const mostHeaderBytes = 65_536
const pieceBytes = 1 << 20

/** Write a checkpoint, whole or not at all. */
export function writeCheckpoint(path: string, { matrices, columns, ...rest }: Checkpoint): void {
  const shapes = Object.entries(matrices).map(([name, { length }]) => ({ name, rows: length / columns, columns }))
  const header = Buffer.from(JSON.stringify({ ...rest, dtype: 'float32', shapes } satisfies Header))
  const sizes = Buffer.alloc(8)
  sizes.writeUInt32LE(version, 0)
  sizes.writeUInt32LE(header.length, 4)
  writeWhole(path, withDigest([magic, sizes, header, ...Object.values(matrices)]))
}

function* withDigest(parts: readonly (Uint8Array | Float32Array)[]): Generator<Uint8Array> {
  const hash = createHash('sha256')
  for (const part of parts) {
    for (const piece of pieces(part)) {
      hash.update(piece)
      yield piece
    }
  }
  yield hash.digest()
}

/** Copies, since memory that threads share is not for hashing and writing. */
function* pieces({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array): Generator<Uint8Array> {
  for (let at = 0; at < byteLength; at += pieceBytes) {
    yield new Uint8Array(buffer, byteOffset + at, Math.min(pieceBytes, byteLength - at)).slice()
  }
}

/** Read the checkpoint of `key`; null where there is none, where it is of another key, and where it is damaged. */
export function readCheckpoint(path: string, key: string): Checkpoint | null {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return null
  }
  try {
    return parse(file, key)
  } finally {
    closeSync(file)
  }
}

function parse(file: number, key: string): Checkpoint | null {
  const hash = createHash('sha256')
  const take = (bytes: number): Buffer => {
    const taken = Buffer.alloc(bytes)
    for (let at = 0; at < bytes; ) {
      const read = readSync(file, taken, at, Math.min(pieceBytes, bytes - at), null)
      if (read === 0) break
      at += read
    }
    return taken
  }
  const hashed = (bytes: number): Buffer => {
    const taken = take(bytes)
    hash.update(taken)
    return taken
  }
  const { size } = fstatSync(file)
  if (size < fixedBytes + digestBytes) return null
  const fixed = hashed(fixedBytes)
  const headerBytes = fixed.readUInt32LE(magic.length + 4)
  if (!fixed.subarray(0, magic.length).equals(magic) || fixed.readUInt32LE(magic.length) !== version) return null
  if (headerBytes > Math.min(mostHeaderBytes, size)) return null
  const header = parseHeader(hashed(headerBytes))
  if (header === null || header.key !== key) return null
  const values = header.shapes.reduce((sum, { rows, columns }) => sum + rows * columns, 0)
  if (size !== fixedBytes + headerBytes + values * 4 + digestBytes) return null
  const matrices: Checkpoint['matrices'] = {}
  for (const { name, rows, columns } of header.shapes) {
    const { buffer, byteOffset } = hashed(rows * columns * 4)
    const matrix = new Float32Array(buffer, byteOffset, rows * columns)
    if (!matrix.every(Number.isFinite)) return null
    matrices[name] = matrix
  }
  if (!take(digestBytes).equals(hash.digest())) return null
  const { round, seconds } = header
  return { key, round, seconds, matrices, columns: header.shapes[0]?.columns ?? 0 }
}

function parseHeader(bytes: Buffer): Header | null {
  try {
    const header = JSON.parse(bytes.toString('utf8')) as Header
    const sound =
      header.dtype === 'float32' &&
      isCount(header.round) &&
      Number.isFinite(header.seconds) &&
      header.shapes.every(({ rows, columns }) => isCount(rows) && isCount(columns) && rows * columns < 2 ** 30)
    return sound ? header : null
  } catch {
    return null
  }
}

const isCount = (value: number) => Number.isSafeInteger(value) && value >= 0

/**
 * Makes the function that keeps checkpoints of one model at `path`, by default seldom enough that writing them takes no
 * more than a tenth of the time. `kept` is called after each.
 */
export function checkpointKeeper(path: string, kept: () => void): (checkpoint: Checkpoint) => void {
  let writtenAt = performance.now()
  let cost = 0
  return (checkpoint) => {
    const now = performance.now()
    if (now - writtenAt < 10 * cost) return
    writeCheckpoint(path, checkpoint)
    writtenAt = performance.now()
    cost = writtenAt - now
    kept()
  }
}
