/** Ways to part what listeners have into what a model learns from and what it is measured on. */
import type { Csr } from '#core/math/csr.ts'
import { derivedSeed, random32, shuffle } from '#core/math/random.ts'
import { sharedInt32 } from '#core/math/shared.ts'
import type { Hidden } from './evaluate.ts'

/** `train` has the rows and columns of the whole; `hidden` is the rest, by listener. */
export type Split = { train: Csr; hidden: Hidden }

/** Hide a share of each listener's items, chosen by seed: at least one, and never all (who has one item keeps it). */
export function splitByRatio(matrix: Csr, share: number, seed: number): Split {
  return hideSome(matrix, seed, (count) =>
    count < 2 ? 0 : Math.min(count - 1, Math.max(1, Math.floor(count * share))),
  )
}

/** Hide one item of each listener with two or more, chosen by seed. */
export function leaveOneOut(matrix: Csr, seed: number): Split {
  return hideSome(matrix, seed, (count) => (count < 2 ? 0 : 1))
}

/**
 * Hide what happened at `moment` or later (Campos, Díez & Cantador 2014, a common cut for all listeners), so that nothing
 * is learned from the future. `times` has one moment an entry of the matrix, in any unit.
 */
export function splitByTime(matrix: Csr, times: Float64Array, moment: number): Split {
  return part(matrix, (row) => {
    const places = placesOf(matrix, row)
    return new Set(places.filter((place) => (times[place] as number) >= moment))
  })
}

function hideSome(matrix: Csr, seed: number, howMany: (count: number) => number): Split {
  const next = random32(derivedSeed(seed, 78))
  return part(matrix, (row) => {
    const places = placesOf(matrix, row)
    shuffle(places, 0, places.length, next)
    return new Set(places.subarray(0, howMany(places.length)))
  })
}

function placesOf(matrix: Csr, row: number): Int32Array {
  const from = matrix.indptr[row] as number
  return Int32Array.from({ length: (matrix.indptr[row + 1] as number) - from }, (_, i) => from + i)
}

function part(matrix: Csr, hiddenPlaces: (row: number) => ReadonlySet<number>): Split {
  const indptr = sharedInt32(matrix.rows + 1)
  const indices = sharedInt32(matrix.indices.length)
  const data = sharedInt32(matrix.indices.length)
  const listeners: number[] = []
  const hidden: Int32Array[] = []
  let at = 0
  for (let row = 0; row < matrix.rows; row += 1) {
    const hide = hiddenPlaces(row)
    for (const place of placesOf(matrix, row)) {
      if (hide.has(place)) continue
      indices[at] = matrix.indices[place] as number
      data[at] = matrix.data[place] as number
      at += 1
    }
    indptr[row + 1] = at
    if (hide.size === 0) continue
    listeners.push(row)
    hidden.push(
      Int32Array.from(
        [...hide].sort((a, b) => a - b),
        (place) => matrix.indices[place] as number,
      ),
    )
  }
  return {
    train: { ...matrix, indptr, indices: indices.subarray(0, at), data: data.subarray(0, at) },
    hidden: { listeners: Int32Array.from(listeners), hidden },
  }
}
