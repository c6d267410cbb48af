/** How well the next track is foretold: real playlists, which share few tracks, and simulated ones, which share many. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { startBenchmark } from '../../src/main/benchmark-port.ts'
import { dataPath, hasData } from '../data.ts'
import { printLine, rounded, say, workers } from './measure.ts'
import { orderedLists } from './playlist-archive.ts'

/** Enough that most tracks of a list stand in others too. */
const simulated = 4000

/** Every set that is at hand; `work` is a folder for files. */
export async function measureNextTracks(work: string): Promise<void> {
  if (hasData('spotify-playlist-archive')) {
    const pieces = orderedLists(dataPath('spotify-playlist-archive', 'playlists.tar.zst')).flatMap((list) =>
      Array.from({ length: Math.floor(list.length / 20) }, (_, i) => list.slice(i * 20, i * 20 + 20)),
    )
    await measure('playlist archive, pieces of 20', pieces, work)
  }
  const lists = simulatedLists(join(work, 'simulated'))
  if (lists !== null) await measure(`million-playlists slice, synthetic, ${simulated} lists`, lists, work)
}

/** The last track of each fifth list is sought from those before it. */
async function measure(data: string, lists: readonly string[][], work: string): Promise<void> {
  const lines = lists.map((list, i) => [i, ...list].join(' '))
  const [train, test] = [join(work, 'next-train.txt'), join(work, 'next-test.txt')]
  writeFileSync(train, `${lines.filter((_, i) => i % 5 !== 4).join('\n')}\n`)
  writeFileSync(test, `${lines.filter((_, i) => i % 5 === 4).join('\n')}\n`)
  for (const set of [{ sgnsWeight: 0 }, {}]) {
    const { recall, mrr, users, popularity, protocol, interval } = await startBenchmark({
      request: { train, test, valid: null, model: 'nexttrack', set, k: 20, seed: 1, tuneMinutes: null },
      threads: Math.min(2, availableParallelism()),
      workers,
      onProgress: () => {},
      signal: new AbortController().signal,
    })
    printLine({
      bench: 'quality',
      data,
      model: 'sgnsWeight' in set ? 'nexttrack, co-occurrence alone' : 'nexttrack, with Word2Vec',
      protocol,
      questions: users,
      alsoInOthers: rounded(shareShared(lists)),
      precisionAt20: rounded(recall),
      mrrAt20: rounded(mrr),
      interval,
      popularity: { precisionAt20: rounded(popularity.recall), mrrAt20: rounded(popularity.mrr) },
    })
  }
}

/** Of all entries of lists, the share whose track stands in another list too. */
function shareShared(lists: readonly string[][]): number {
  const counts = new Map<string, number>()
  for (const track of lists.flatMap((list) => [...new Set(list)])) counts.set(track, (counts.get(track) ?? 0) + 1)
  const entries = lists.flat()
  return entries.filter((track) => (counts.get(track) as number) > 1).length / Math.max(1, entries.length)
}

/** Simulated playlists as lists of track ids; null where this computer cannot make them. */
function simulatedLists(folder: string): string[][] | null {
  if (!hasData('synth')) return null
  mkdirSync(folder, { recursive: true })
  const args = [dataPath('synth', 'gen_small.py'), folder, '--mpd', String(simulated), '--seed', '1']
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' }
  if (spawnSync('python3', args, { stdio: 'ignore', env }).status !== 0) {
    say('SKIPPED: generated data needs python3 with numpy. On Debian: apt-get install python3-numpy')
    return null
  }
  return readdirSync(join(folder, 'mpd')).flatMap((file) => {
    const { playlists } = JSON.parse(readFileSync(join(folder, 'mpd', file), 'utf8')) as Slice
    return playlists.map(({ tracks }) => tracks.map(({ track_uri }) => track_uri))
  })
}

type Slice = { playlists: { tracks: { track_uri: string }[] }[] }
