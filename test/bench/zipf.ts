/** Simulated listeners: item popularity falls as Zipf has it, lists are log-normally long, each listener has three tastes. */
import { type Csr, remapColumns } from '../../src/core/math/csr.ts'
import { random32, uniform } from '../../src/core/math/random.ts'

export type Simulated = { users: number; items: number; interactions: number; seed: number }

const clusters = 200
const zipf = 0.9
/** Share of a list that is popular with everyone, and what repeats take off. */
const common = 0.3
const repeats = 1.12

/** A listener × item matrix with about `interactions` entries, the same for a seed. */
export function simulatedListeners({ users, items, interactions, seed }: Simulated): Csr {
  const next = random32(seed)
  const draw = () => uniform(next)
  const normal = () => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw())
  const clusterOf = Int32Array.from({ length: items }, () => next() % clusters)
  const all = sampler(Int32Array.from({ length: items }, (_, item) => item))
  const byCluster = Array.from({ length: clusters }, (_, cluster) =>
    sampler(Int32Array.from({ length: items }, (__, item) => item).filter((item) => clusterOf[item] === cluster)),
  )
  const lengths = Float64Array.from({ length: users }, () => Math.exp(normal()))
  const scale = (interactions * repeats) / lengths.reduce((sum, length) => sum + length, 0)
  const indptr = new Int32Array(users + 1)
  lengths.forEach((length, user) => {
    indptr[user + 1] = (indptr[user] as number) + Math.max(2, Math.round(length * scale))
  })
  const indices = new Int32Array(indptr[users] as number)
  for (let user = 0; user < users; user += 1) {
    const tastes = [0, 1, 2].map(() => byCluster[next() % clusters] as typeof all)
    for (let i = indptr[user] as number; i < (indptr[user + 1] as number); i += 1) {
      const from = draw() < common ? all : (tastes[next() % 3] as typeof all)
      indices[i] = from(draw())
    }
  }
  const data = new Int32Array(indices.length).fill(1)
  return remapColumns({ rows: users, indptr, indices, data }, items, (item) => item)
}

/** Draws of the given items, popular ones more often. */
function sampler(items: Int32Array): (draw: number) => number {
  const sums = new Float64Array(items.length)
  let sum = 0
  items.forEach((item, i) => {
    sum += (item + 1) ** -zipf
    sums[i] = sum
  })
  return (draw) => {
    let low = 0
    let high = items.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] as number) <= draw * sum) low = middle + 1
      else high = middle
    }
    return items[low] as number
  }
}
