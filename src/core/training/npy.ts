/** NumPy's .npy files of float32 or float64, rows × columns (NEP 1), read by the row and written. */
import type { ByteCursor } from './byte-cursor.ts'
import { checkFinite, checkShape, refusedVectors, type VectorShape } from './vector-rows.ts'

const magic = Buffer.from('\x93NUMPY', 'latin1')
const longestHeader = 65_536
/** The header ends at a multiple of this. */
const alignment = 64

export const isNpy = (head: Buffer): boolean => head.subarray(0, magic.length).equals(magic)

type NpyHeader = { rows: number; dimensions: number; bytes: 4 | 8; littleEndian: boolean }

/** Read a file's rows; the same array comes with each. Throws AppError not-a-dataset. */
export async function* readNpy(cursor: ByteCursor): AsyncGenerator<Float32Array> {
  const { rows, dimensions, bytes, littleEndian } = await readHeader(cursor)
  const vector = new Float32Array(dimensions)
  for (let row = 1; row <= rows; row += 1) {
    const stored = await cursor.take(dimensions * bytes)
    if (stored.length < dimensions * bytes) throw cutOff(`${row - 1} whole rows`, `${rows}, as its header says`)
    const view = new DataView(stored.buffer, stored.byteOffset, stored.length)
    const at = (column: number) =>
      bytes === 4 ? view.getFloat32(column * 4, littleEndian) : view.getFloat64(column * 8, littleEndian)
    for (let column = 0; column < dimensions; column += 1) vector[column] = at(column)
    checkFinite(vector, row, (column) => String(at(column)))
    yield vector
  }
  if ((await cursor.peek(1)).length > 0) {
    throw refusedVectors(`more bytes behind the last row`, `${rows} rows of ${dimensions}, as its header says`, again)
  }
}

/** What a file says of itself. Throws AppError not-a-dataset where its numbers cannot be read. */
export async function npyShape(cursor: ByteCursor): Promise<VectorShape> {
  const { rows, dimensions } = await readHeader(cursor)
  return { format: 'npy', rows, dimensions }
}

export const notNpy = () => refusedVectors('no NumPy mark at its beginning', 'a .npy file', again)

const again = 'Save it again with numpy.save.'

const cutOff = (found: string, expected: string) =>
  refusedVectors(found, expected, 'The file is cut off: copy it again.')

async function readHeader(cursor: ByteCursor): Promise<NpyHeader> {
  const start = await cursor.take(8)
  if (!isNpy(start)) throw notNpy()
  const version = start[6] ?? 0
  if (version < 1 || version > 3) throw refusedVectors(`.npy version ${version}`, 'version 1, 2 or 3', again)
  const size = await cursor.take(version === 1 ? 2 : 4)
  if (size.length < (version === 1 ? 2 : 4)) throw cutOff('half a header', 'a whole one')
  const length = version === 1 ? size.readUInt16LE() : size.readUInt32LE()
  if (length > longestHeader) throw refusedVectors(`a header of ${length} bytes`, `at most ${longestHeader}`, again)
  const header = await cursor.take(length)
  if (header.length < length) throw cutOff('half a header', 'a whole one')
  return readDescription(header.toString('latin1'))
}

function readDescription(text: string): NpyHeader {
  const type = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1] ?? 'none'
  const kind = /^([<>])f([48])$/.exec(type)
  if (kind === null) {
    const cure = 'Convert it with array.astype("float32") and save it again.'
    throw refusedVectors(`numbers of type ${type.slice(0, 40)}`, 'float32 or float64 (<f4 or <f8)', cure)
  }
  const shape = /'shape'\s*:\s*\(([^)]*)\)/.exec(text)?.[1] ?? ''
  const sizes = shape.split(',').flatMap((part) => (part.trim() === '' ? [] : [Number(part)]))
  const [rows, dimensions] = sizes
  if (sizes.length !== 2 || rows === undefined || dimensions === undefined) {
    throw refusedVectors(`the shape (${shape.slice(0, 80)})`, 'two sizes, rows and columns', 'Save one row a name.')
  }
  checkShape(rows, dimensions)
  if (!/'fortran_order'\s*:\s*False/.test(text) && rows > 1 && dimensions > 1) {
    const cure = 'Save it again with numpy.save(path, numpy.ascontiguousarray(array)).'
    throw refusedVectors('numbers stored by column', 'stored by row', cure)
  }
  return { rows, dimensions, bytes: kind[2] === '4' ? 4 : 8, littleEndian: kind[1] === '<' }
}

/** What stands before the numbers of a float32 file. */
export function npyHead(rows: number, dimensions: number): Buffer {
  const description = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${dimensions}), }`
  const before = magic.length + 4
  const length = Math.ceil((before + description.length + 1) / alignment) * alignment - before
  const start = Buffer.concat([magic, Buffer.from([1, 0, length & 255, length >> 8])])
  return Buffer.concat([start, Buffer.from(`${description.padEnd(length - 1)}\n`, 'latin1')])
}
