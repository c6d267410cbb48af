/** Skip-gram learning against gensim in the same run, one after the other in turn: speed, recall and neighbours. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Csr } from '../../src/core/math/csr.ts'
import { kernelPool } from '../../src/core/training/kernel-pool.ts'
import { type SgnsTrained, trainSgns } from '../../src/core/training/sgns.ts'
import { resourcesFolder } from '../../src/main/resources-folder.ts'
import { dataPath, hasData } from '../data.ts'
import {
  countsOf,
  type GensimRun,
  gensimMissing,
  matrixOf,
  neighbourAgreement,
  readNpy,
  readUserItems,
  recallAt20,
  runPeer,
} from './gensim.ts'
import { benchTask, percentile, printLine, rounded, say, workers } from './measure.ts'

const files = { kernelWorker: pathToFileURL(join(workers, 'kernel-worker.ts')).href, resources: resourcesFolder() }
/** gensim's own defaults where the peers' script does not ask for others. */
const settings = { vectorSize: 100, window: 5, negative: 5, sample: 1e-3, nsExponent: 0.75, minCount: 1 }
/** Turns of ours and gensim's, one after the other. */
const turns = 3
const seeds = [1, 2, 3]

const folder = join(benchTask().library, 'sgns')
mkdirSync(folder, { recursive: true })
const missing = gensimMissing()
if (missing !== null) say(`SKIPPED: skip-gram against gensim: ${missing}`)
else {
  await speed('100,000 items', 1, [])
  // As many words in all.
  await speed('5,000 items', 5, ['--users', '60000', '--items', '5000', '--nnz', '1200000'])
  await quality('lightgcnpp-lastfm', 'train.txt.gz', 'test.txt')
  await quality(join('splits', 'last-fm-remnant'), 'train.txt.gz', 'test.txt.gz')
}

/** Words a second on generated listeners. */
async function speed(name: string, epochs: number, sizes: readonly string[]): Promise<void> {
  const place = join(folder, name.replace(/\W+/g, '-'))
  mkdirSync(place)
  runPeer('synth.py', ['--out', place, ...sizes])
  const path = join(place, 'train.txt')
  // The peers' script leaves out users of one item; a window of one item has nothing to learn from.
  const users = new Map([...readUserItems(path)].filter(([, items]) => items.length > 1))
  const matrix = matrixOf(users, 1 + largest(users.keys()), 1 + largestItem(users))
  for (const threads of [1, 2]) {
    const ours: Timed[] = []
    const theirs: Timed[] = []
    for (let turn = 0; turn < turns; turn += 1) {
      ours.push((await learn(matrix, { epochs, learningRate: 0.025 }, 1, threads)).timed)
      const run = runPeer<GensimRun>('w2v_gensim.py', gensimArguments(path, epochs, 1, threads))
      theirs.push({ words: run.words * epochs, seconds: run.train_s, cpuSeconds: run.cpu_s })
    }
    const [mine, peer] = [median(ours), median(theirs)]
    printLine({
      bench: 'train',
      what: 'skip-gram',
      epochs,
      data: `synth.py, ${name}`,
      threads,
      words: matrix.indices.length,
      wordsPerSecond: Math.round(mine.perSecond),
      wordsPerCpuSecond: Math.round(mine.perCpuSecond),
      baseline: {
        what: 'gensim',
        wordsPerSecond: Math.round(peer.perSecond),
        wordsPerCpuSecond: Math.round(peer.perCpuSecond),
      },
      timesAsFast: rounded(mine.perSecond / peer.perSecond),
      timesAsFastByCpu: rounded(mine.perCpuSecond / peer.perCpuSecond),
      inTurns: ours.map((run, turn) => ({
        seconds: [run, theirs[turn] as Timed].map(({ seconds }) => rounded(seconds)),
        cpuSeconds: [run, theirs[turn] as Timed].map(({ cpuSeconds }) => rounded(cpuSeconds)),
      })),
      peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    })
  }
}

/** Recall of input against output vectors over seeds, and how far neighbours agree with gensim's. */
async function quality(data: string, trainFile: string, testFile: string): Promise<void> {
  if (!hasData(data)) return
  const train = readUserItems(dataPath(data, trainFile))
  const test = readUserItems(dataPath(data, testFile))
  const rows = 1 + Math.max(largest(train.keys()), largest(test.keys()))
  const columns = 1 + Math.max(largestItem(train), largestItem(test))
  const matrix = matrixOf(train, rows, columns)
  const place = join(folder, data.replace(/\W+/g, '-'))
  mkdirSync(place)
  const lines = (users: Map<number, number[]>) => [...users].map((line) => line.flat().join(' ')).join('\n')
  const [trainPath, testPath] = [join(place, 'train.txt'), join(place, 'test.txt')]
  writeFileSync(trainPath, lines(train))
  writeFileSync(testPath, lines(test))
  const epochs = matrix.indices.length < 100_000 ? 20 : 5
  const ours: SgnsTrained[] = []
  const theirs: { recall: number; vectors: Float32Array }[] = []
  for (const seed of seeds) {
    ours.push((await learn(matrix, { epochs, learningRate: 0.025 }, seed, 2)).trained)
    const out = join(place, `${seed}.npy`)
    const args = [...gensimArguments(trainPath, epochs, seed, 2), '--test', testPath, '--score', 'in-out', '--out', out]
    const run = runPeer<GensimRun>('w2v_gensim.py', [...args, '--shuffle'])
    theirs.push({ recall: run.recall ?? Number.NaN, vectors: readNpy(out) })
  }
  const counts = countsOf(matrix)
  const known = [...counts.keys()].filter((item) => (counts[item] as number) >= 10).slice(0, 3000)
  const agree = (a: Float32Array, b: Float32Array) => rounded(neighbourAgreement(a, b, settings.vectorSize, known))
  const vectors = (list: { vectors: Float32Array }[], i: number) => (list[i] as { vectors: Float32Array }).vectors
  printLine({
    bench: 'train',
    what: 'skip-gram, recall@20 of each seed',
    data,
    epochs,
    recall: ours.map(({ scorer }) => rounded(recallAt20(matrix, test, scorer))),
    baseline: { what: 'gensim', recall: theirs.map(({ recall }) => rounded(recall)) },
    tenNearestShared: {
      withGensim: agree(vectors(ours, 0), vectors(theirs, 0)),
      betweenTwoSeeds: agree(vectors(ours, 0), vectors(ours, 1)),
      betweenTwoOfGensims: agree(vectors(theirs, 0), vectors(theirs, 1)),
    },
  })
}

type Timed = { words: number; seconds: number; cpuSeconds: number }

async function learn(
  matrix: Csr,
  chosen: { epochs: number; learningRate: number },
  seed: number,
  threads: number,
): Promise<{ trained: SgnsTrained; timed: Timed }> {
  const pool = kernelPool(files, threads)
  // Threads take a moment to start, which is no part of learning; gensim's vocabulary is built before its clock starts too.
  await pool.run([], () => {})
  const counts = countsOf(matrix)
  const [started, cpu] = [performance.now(), process.cpuUsage()]
  const trained = await trainSgns(matrix, counts, { ...settings, ...chosen }, seed, pool, () => {})
  const seconds = (performance.now() - started) / 1000
  const used = process.cpuUsage(cpu)
  await pool.close()
  const words = matrix.indices.length * chosen.epochs
  return { trained, timed: { words, seconds, cpuSeconds: (used.user + used.system) / 1e6 } }
}

function gensimArguments(path: string, epochs: number, seed: number, threads: number): string[] {
  const numbers = { window: 5, epochs, workers: threads, seed }
  return ['--train', path, ...Object.entries(numbers).flatMap(([name, value]) => [`--${name}`, String(value)])]
}

function median(runs: readonly Timed[]): { perSecond: number; perCpuSecond: number } {
  const middle = (values: number[]) => percentile(values, 0.5)
  return {
    perSecond: middle(runs.map(({ words, seconds }) => words / seconds)),
    perCpuSecond: middle(runs.map(({ words, cpuSeconds }) => words / cpuSeconds)),
  }
}

function largestItem(users: Map<number, number[]>): number {
  return largest([...users.values()].map(largest))
}

/** The largest number, 0 of none. */
function largest(numbers: Iterable<number>): number {
  let most = 0
  for (const number of numbers) most = Math.max(most, number)
  return most
}
