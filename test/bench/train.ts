/** Training as a listener starts it: bands and tracks by both algorithms, memory at its peak, and what a window waits. */
import { benchTask, finished, openLibrary, printLine, rounded, say, whileAsking } from './measure.ts'

const seed = 1
/** As many as the published figure for the full-size set; the rest is as by default. */
const set = { 'sgns.epochs': 5 }

const { data, library, quiet } = benchTask()
if (quiet) say(`Learning models of ${data} to ask.`)
const { core, client } = await openLibrary(library)
const before = process.memoryUsage().rss
const { done: job, waits } = await whileAsking(client, () =>
  finished(client, () => client.train({ set: quiet ? { 'sgns.epochs': 1, 'als.iterations': 2 } : set, seed })),
)
const peak = process.resourceUsage().maxRSS * 1024
if (!quiet) {
  for (const { algorithm, entity, items, listeners, interactions, seconds, quality, baseline } of job.train?.models ??
    []) {
    printLine({
      bench: 'train',
      data,
      algorithm,
      entity,
      listeners,
      items,
      interactions,
      seconds: rounded(seconds),
      baseline: {
        what: 'recall@20 of popularity on the same hidden items',
        recallAt20: rounded(baseline?.recallAt20 ?? 0),
      },
      recallAt20: rounded(quality?.recallAt20 ?? 0),
      memoryGrowthMb: Math.round((peak - before) / 1e6),
      ...waits,
    })
  }
}
await core.close()
