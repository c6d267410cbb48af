/**
 * Rows of bfloat16, the upper halves of floats, as src/kernels/shared/narrow.ts has them: each group of 8 floats is four
 * words, of which word j holds float j in its lower half and float 4 + j in its upper.
 */

/** 32-bit words of a narrow row of `width` floats (a multiple of 4). */
export function narrowWords(width: number): number {
  return Math.ceil(width / 8) * 4
}

/** Words to lay narrow rows in, with room behind them for what a kernel reads ahead. */
export function narrowLength(rows: number, width: number): number {
  return rows * narrowWords(width) + 64
}

/** Copy rows of `width` floats, each rounded to the nearest bfloat16. */
export function narrowRows(rows: Float32Array, width: number, out: Uint32Array): void {
  const words = narrowWords(width)
  const bits = new Uint32Array(rows.buffer, rows.byteOffset, rows.length)
  out.fill(0)
  for (let row = 0; row * width < rows.length; row += 1) {
    for (let k = 0; k < width; k += 1) {
      const half = ((bits[row * width + k] as number) + 0x8000) >>> 16
      const at = row * words + wordOf(k)
      out[at] = (out[at] as number) | (k % 8 < 4 ? half : half << 16)
    }
  }
}

/** The first narrow row of `rows` as floats. */
export function widened(rows: Uint32Array, width: number): Float32Array {
  const bits = new Uint32Array(width)
  for (let k = 0; k < width; k += 1) {
    const word = rows[wordOf(k)] as number
    bits[k] = k % 8 < 4 ? word << 16 : word & 0xffff0000
  }
  return new Float32Array(bits.buffer)
}

const wordOf = (k: number): number => (k >> 3) * 4 + (k % 4)
