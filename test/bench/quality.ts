/** How well models rank what was hidden, on fixed splits: ours, popularity, peers in the same run, and published figures. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { startBenchmark } from '../../src/main/benchmark-port.ts'
import { dataPath, hasData } from '../data.ts'
import { printLine, rounded, say, workers } from './measure.ts'
import { measureNextTracks } from './next-track.ts'

type Split = {
  data: string
  folder: string
  train: string
  test: string
  valid: string | null
  /** recall@20 (hit rate where one item is hidden) and NDCG@20 of others, as the specification gives them. */
  published: Record<string, readonly [number, number]>
}

const splits: Split[] = [
  {
    data: 'HetRec, leave one out',
    folder: 'splits/hetrec-leave-one-out',
    train: 'train.txt.gz',
    test: 'test.txt',
    valid: null,
    published: {
      'item-kNN cosine': [0.251, 0.131],
      'implicit ALS, best': [0.284, 0.14],
      'iALS, tuned': [0.298, 0.152],
    },
  },
  {
    data: 'LightGCN Last.fm',
    folder: 'lightgcn-lastfm',
    train: 'data1.txt.gz',
    test: 'test1.txt',
    valid: null,
    published: { 'item-kNN cosine': [0.258, 0.197], EASE: [0.261, 0.208], 'iALS, tuned': [0.275, 0.216] },
  },
  {
    data: 'LightGCN++ Last.fm',
    folder: 'lightgcnpp-lastfm',
    train: 'train.txt.gz',
    test: 'test.txt',
    valid: 'valid.txt',
    published: { 'item-kNN cosine': [0.222, 0.216], EASE: [0.251, 0.241], 'iALS, tuned': [0.268, 0.251] },
  },
  {
    data: 'Last.fm remnant',
    folder: 'splits/last-fm-remnant',
    train: 'train.txt.gz',
    test: 'test.txt.gz',
    valid: null,
    published: { 'item-kNN cosine': [0.099, 0.056], 'iALS, tuned': [0.11, 0.064] },
  },
]

const work = mkdtempSync(join(tmpdir(), 'sidetrack-quality-'))
/** Minutes a search for settings may take on each split; 0 takes the usual ones. */
const minutes = Number(process.argv[2] ?? 0) || 0
try {
  for (const split of splits) if (hasData(split.folder)) await measure(split)
  await measureNextTracks(work)
} finally {
  rmSync(work, { recursive: true, force: true })
}

async function measure({ data, folder, train, test, valid, published }: Split): Promise<void> {
  const files = {
    train: dataPath(folder, train),
    test: dataPath(folder, test),
    valid: valid === null ? null : dataPath(folder, valid),
  }
  for (const model of ['als', 'svd', 'ease', 'itemknn', 'userknn', 'hybrid']) {
    say(`quality: ${data}, ${model}`)
    const result = await bench({ ...files, model })
    const { recall, ndcg, interval, popularity, users, trainSeconds, peakMemoryMb, tuned } = result
    printLine({
      bench: 'quality',
      data,
      model,
      users,
      recallAt20: rounded(recall),
      ndcgAt20: rounded(ndcg),
      interval,
      popularity: { recallAt20: rounded(popularity.recall), ndcgAt20: rounded(popularity.ndcg) },
      trainSeconds,
      peakMemoryMb,
      ...(tuned === undefined ? {} : { tuned }),
    })
  }
  for (const [peer, [recallAt20, ndcgAt20]] of Object.entries(published)) {
    printLine({ bench: 'quality', data, peer, recallAt20, ndcgAt20, from: 'figures on record, not this run' })
  }
  runPeers(data, files)
}

/** The peers' own program over the same files, where this computer can run it. */
function runPeers(data: string, files: { train: string; test: string }): void {
  if (!hasData('../peers')) return
  if (spawnSync('/usr/bin/python3', ['-c', 'import numpy, scipy'], { stdio: 'ignore' }).status !== 0) {
    say('SKIPPED: peers need python3-numpy and python3-scipy.')
    return
  }
  const lists = { train: join(work, 'train.txt'), test: join(work, 'test.txt') }
  writeFileSync(lists.train, asLists(files.train))
  writeFileSync(lists.test, asLists(files.test))
  const script = dataPath('../peers/baselines.py')
  const args = [script, '--train', lists.train, '--test', lists.test, '--models', 'pop,ease']
  const { stdout } = spawnSync('/usr/bin/python3', args, { encoding: 'utf8', timeout: 600_000 })
  for (const line of (stdout ?? '').split('\n').filter((text) => text.startsWith('{'))) {
    printLine({ bench: 'quality', data, peer: JSON.parse(line), from: 'this run' })
  }
}

/** `user item item …` lines of a file that may hold triplets and may be packed. */
function asLists(path: string): string {
  const stored = readFileSync(path)
  const lines = (path.endsWith('.gz') ? gunzipSync(stored) : stored).toString('utf8').trim().split(/\r?\n/)
  if (!lines.every((line) => line.split(/\s+/).length === 3)) return `${lines.join('\n')}\n`
  const items = new Map<string, string[]>()
  for (const line of lines) {
    const [user = '', item = ''] = line.split(/\s+/)
    items.set(user, [...(items.get(user) ?? []), item])
  }
  return [...items].map(([user, list]) => `${user} ${list.join(' ')}\n`).join('')
}

type Asked = { train: string; test: string; valid: string | null; model: string }

function bench(asked: Asked) {
  return startBenchmark({
    request: { ...asked, set: {}, k: 20, seed: 1, tuneMinutes: minutes > 0 ? minutes : null },
    threads: Math.min(2, availableParallelism()),
    workers,
    onProgress: () => {},
    signal: new AbortController().signal,
  })
}
