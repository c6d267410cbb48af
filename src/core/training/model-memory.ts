/** The one shared memory of a model: arrays laid side by side, where WebAssembly and every thread can reach them. */
import { AppError } from '#api/errors.ts'

const pageBytes = 65_536
/** What a 32-bit address reaches: 4 GiB. */
const mostPages = 65_536
/** Kernels keep the first bytes for themselves (scripts/build-kernels.mjs, memoryBase). */
const firstByte = 1024
/** A cache line, so that no two arrays share one. */
const alignment = 64

export type ModelMemory = {
  memory: WebAssembly.Memory
  /** Zeroed arrays, each on a cache line of its own. Throw AppError too-large when the model outgrows the memory. */
  float32: (length: number) => Float32Array<SharedArrayBuffer>
  float64: (length: number) => Float64Array<SharedArrayBuffer>
  int32: (length: number) => Int32Array<SharedArrayBuffer>
  uint32: (length: number) => Uint32Array<SharedArrayBuffer>
  int16: (length: number) => Int16Array<SharedArrayBuffer>
  int8: (length: number) => Int8Array<SharedArrayBuffer>
  uint8: (length: number) => Uint8Array<SharedArrayBuffer>
}

/** Start an empty memory that grows as arrays are laid into it, to at most `limit` pages of 64 KiB. */
export function modelMemory(limit = mostPages): ModelMemory {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: limit, shared: true })
  let end = firstByte
  const place = (bytes: number) => {
    const start = Math.ceil(end / alignment) * alignment
    const missing = Math.ceil((start + bytes) / pageBytes) - memory.buffer.byteLength / pageBytes
    if (start + bytes > limit * pageBytes) throw tooLarge(start + bytes, limit)
    if (missing > 0) grow(memory, missing, start + bytes)
    end = start + bytes
    return start
  }
  const layer =
    <T>(ArrayType: new (buffer: SharedArrayBuffer, start: number, length: number) => T, bytes: number) =>
    (length: number) => {
      const start = place(length * bytes)
      return new ArrayType(memory.buffer, start, length)
    }
  return {
    memory,
    float32: layer(Float32Array<SharedArrayBuffer>, 4),
    float64: layer(Float64Array<SharedArrayBuffer>, 8),
    int32: layer(Int32Array<SharedArrayBuffer>, 4),
    uint32: layer(Uint32Array<SharedArrayBuffer>, 4),
    int16: layer(Int16Array<SharedArrayBuffer>, 2),
    int8: layer(Int8Array<SharedArrayBuffer>, 1),
    uint8: layer(Uint8Array<SharedArrayBuffer>, 1),
  }
}

function grow(memory: WebAssembly.Memory, pages: number, bytes: number): void {
  try {
    memory.grow(pages)
  } catch (cause) {
    throw new AppError(
      'too-large',
      `Learning needs ${gigabytes(bytes)} of memory, and this computer does not have as much free. Close other programs, or choose shorter vectors or a larger minCount.`,
      { cause },
    )
  }
}

function tooLarge(bytes: number, limit: number): AppError {
  return new AppError(
    'too-large',
    `This model needs ${gigabytes(bytes)} of memory; ${gigabytes(limit * pageBytes)} is the most that one model can have. Choose shorter vectors (vectorSize or factors) or a larger minCount.`,
  )
}

const gigabytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GB`
