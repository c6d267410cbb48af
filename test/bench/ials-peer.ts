/** The native ALS reference among the peers, compiled for this machine, on a matrix of ours. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Csr, transpose } from '../../src/core/math/csr.ts'
import type { AlsCheckpoint } from '../../src/core/training/als.ts'
import type { AlsParameters } from '../../src/core/training/parameters.ts'
import { dataPath } from '../data.ts'
import { say } from './measure.ts'

/** Seconds on the clock and of the processors, all that the run took. */
export type Spent = { seconds: number; cpuSeconds: number }
export type Peer = { run: (parameters: AlsParameters, iterations: number) => Spent & { factors: AlsCheckpoint } }

/** Compile the peer into `work` and give it the matrix; null, with a word why, where it cannot be had. */
export function ialsPeer(work: string, matrix: Csr, threads: number): Peer | null {
  const source = dataPath('..', 'peers', 'ials.cpp')
  if (!existsSync(source)) return missing('its source is not here')
  const program = join(work, 'ials')
  const flags = ['-O3', '-march=native', '-ffast-math', '-fopenmp']
  const files = [source, join(import.meta.dirname, 'ials-main.cpp')]
  const { status } = spawnSync('g++', [...flags, ...files, '-o', program, '-lopenblas'], { stdio: 'ignore' })
  if (status !== 0) return missing('it does not compile. On Debian: apt-get install g++ libopenblas-dev')
  const data = join(work, 'matrix.bin')
  const { indptr, indices } = transpose(matrix)
  const size = Int32Array.of(matrix.rows, matrix.columns, matrix.indices.length)
  const parts = [size, matrix.indptr, matrix.indices, indptr, indices]
  writeFileSync(data, Buffer.concat(parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength))))
  const run: Peer['run'] = ({ factors, unobservedWeight, regularization, regularizationExponent }, iterations) => {
    const out = join(work, 'factors.bin')
    const numbers = [factors, unobservedWeight, regularization, regularizationExponent, iterations].map(String)
    const env = { ...process.env, OMP_NUM_THREADS: `${threads}`, OPENBLAS_NUM_THREADS: `${threads}` }
    const { stdout, status: code } = spawnSync(program, [data, out, ...numbers], { encoding: 'utf8', env })
    if (code !== 0) throw new Error(`the peer ended with ${code}`)
    const [seconds = 0, cpuSeconds = 0] = stdout.trim().split(' ').map(Number)
    const bytes = readFileSync(out)
    const all = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
    const users = matrix.rows * factors
    return {
      seconds,
      cpuSeconds,
      factors: { iteration: iterations, userFactors: all.subarray(0, users), itemFactors: all.subarray(users) },
    }
  }
  return { run }
}

function missing(why: string): null {
  say(`PEER MISSING: the native ALS reference: ${why}.`)
  return null
}
