/** How plays become confidence. */
import type { Csr } from './csr.ts'

/** Saturation and length share of BM25 for plays, which run into the hundreds where words in a text do not. */
const saturation = 100
const lengthShare = 0.8

/**
 * c of each entry of a listener × item matrix. `presence` 1; `plays` 1 + alpha·plays (Hu et al. 2008, equation 2); `log`
 * 1 + alpha·ln(1 + plays); `bm25` 1 + alpha·plays (k₁ + 1) / (plays + k₁ (1 − b + b·length)), length = the listener's
 * plays against the mean listener's (Robertson & Zaragoza 2009, equation 3.15): a play of one who plays much says less.
 */
export function confidences(matrix: Csr, transform: string, alpha: number, out: Float32Array): void {
  const { rows, indptr, data } = matrix
  const mean = data.reduce((sum, plays) => sum + plays, 0) / Math.max(1, rows)
  for (let row = 0; row < rows; row += 1) {
    const from = indptr[row] as number
    const to = indptr[row + 1] as number
    let length = 0
    if (transform === 'bm25') for (let i = from; i < to; i += 1) length += (data[i] as number) / mean
    const most = saturation * (1 - lengthShare + lengthShare * length)
    for (let i = from; i < to; i += 1) {
      const plays = data[i] as number
      if (transform === 'plays') out[i] = 1 + alpha * plays
      else if (transform === 'log') out[i] = 1 + alpha * Math.log1p(plays)
      else if (transform === 'bm25') out[i] = 1 + (alpha * plays * (saturation + 1)) / (plays + most)
      else out[i] = 1
    }
  }
}
