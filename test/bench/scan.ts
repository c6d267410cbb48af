/** The nearest 50 of 700,000 vectors, beside numpy on the same rows' shape, in turns. */
import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { random32, uniform } from '../../src/core/math/random.ts'
import { normaliseRows } from '../../src/core/math/vectors.ts'
import {
  layScan,
  nearestRows,
  nearestRowsOver,
  readyScan,
  type Search,
} from '../../src/core/recommending/vector-scan.ts'
import { kernelPool } from '../../src/core/training/kernel-pool.ts'
import { resourcesFolder } from '../../src/main/resources-folder.ts'
import { percentile, printLine, rounded, say, workers } from './measure.ts'

const count = 700_000
const size = 100
const k = 50
const queries = 20
const rounds = 3
const groups = 400

/** Times of `queries` queries in milliseconds, one JSON list; the rows are random, as speed does not look at them. */
const numpy = `
import json, time, numpy as np
rows = np.random.default_rng(1).standard_normal((${count}, ${size}), dtype=np.float32)
rows /= np.linalg.norm(rows, axis=1, keepdims=True)
times = []
for query in rows[:${queries}].copy():
    started = time.perf_counter()
    scores = rows @ query
    best = np.argpartition(scores, -${k})[-${k}:]
    best = best[np.argsort(-scores[best])]
    times.append((time.perf_counter() - started) * 1000)
print(json.dumps(times))
`

say(`scan: ${count} x ${size}`)
const pool = kernelPool(
  { kernelWorker: pathToFileURL(join(workers, 'kernel-worker.ts')).href, resources: resourcesFolder() },
  Math.min(2, availableParallelism()),
)
const scan = layScan({ count, size, most: k, threads: pool.threads, coarse: true, module: pool.compiled('scan') })
fill()
const query = (round: number) => scan.rows.vectors.slice(round * 7919 * size, round * 7919 * size + size)
const cases: [string, (search: Search) => unknown, Omit<Search, 'query' | 'k'>][] = [
  ['float32, 1 thread', (search) => nearestRows(scan, search), {}],
  ['int8 first, 1 thread', (search) => nearestRows(scan, search), { coarse: true }],
  ['float32 behind a 2 % filter, 1 thread', (search) => nearestRows(scan, search), { masked: true }],
  [`float32, ${pool.threads} threads`, (search) => nearestRowsOver(pool, scan, search), {}],
  [`int8 first, ${pool.threads} threads`, (search) => nearestRowsOver(pool, scan, search), { coarse: true }],
]
const times = cases.map((): number[] => [])
const theirs: number[] = []
for (let round = 0; round < rounds; round += 1) {
  theirs.push(...numpyTimes())
  for (const [i, [, search, how]] of cases.entries()) {
    for (let at = 0; at < queries; at += 1) {
      const started = performance.now()
      await search({ query: query(at), k, ...how })
      ;(times[i] as number[]).push(performance.now() - started)
    }
  }
}
const whole = percentile(times[0] as number[], 0.5)
cases.forEach(([what, , how], i) => {
  const p50 = percentile(times[i] as number[], 0.5)
  printLine({
    bench: 'query',
    what: `nearest ${k} of ${count}, ${what}`,
    p50Ms: rounded(p50),
    p95Ms: rounded(percentile(times[i] as number[], 0.95)),
    bestMs: rounded(percentile(times[i] as number[], 0.001)),
    baseline:
      how.masked === true
        ? { what: 'the same without a filter', p50Ms: rounded(whole) }
        : { what: 'numpy, 1 thread', p50Ms: theirs.length === 0 ? 'missing' : rounded(percentile(theirs, 0.5)) },
    ratio: rounded(p50 / (how.masked === true ? whole : percentile(theirs, 0.5))),
    ...(how.coarse === true ? { recallAt50: rounded(recall()) } : {}),
  })
})
await pool.close()

/** Rows in groups, each of length 1, and a filter that leaves one in fifty. */
function fill(): void {
  const next = random32(7)
  const centres = Float32Array.from({ length: groups * size }, () => uniform(next) - 0.5)
  const { vectors, mask } = scan.rows
  for (let row = 0; row < count; row += 1) {
    const centre = (next() % groups) * size
    for (let i = 0; i < size; i += 1) {
      vectors[row * size + i] = (centres[centre + i] as number) + 1.4 * (uniform(next) - 0.5)
    }
    mask[row] = next() % 50 === 0 ? 1 : 0
  }
  normaliseRows(vectors, size)
  readyScan(scan)
}

/** The share of the exact 50 that the search through bytes finds. */
function recall(): number {
  let hits = 0
  for (let at = 0; at < queries; at += 1) {
    const wanted = new Set(nearestRows(scan, { query: query(at), k }).rows)
    hits += nearestRows(scan, { query: query(at), k, coarse: true }).rows.filter((row) => wanted.has(row)).length
  }
  return hits / (queries * k)
}

function numpyTimes(): number[] {
  const env = { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' }
  const { stdout, status } = spawnSync('python3', ['-c', numpy], { encoding: 'utf8', env })
  if (status === 0) return JSON.parse(stdout) as number[]
  say('PEER MISSING: numpy. On Debian: apt-get install python3-numpy')
  return []
}
