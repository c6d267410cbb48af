/** Import: records a second, memory at its peak, and how long a window would have waited meanwhile. */
import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { gunzipSync } from 'node:zlib'
import type { Client } from '../../src/api/client.ts'
import { benchTask, finished, openLibrary, percentile, printLine, rounded } from './measure.ts'

const { data, files, library, quiet } = benchTask()
const { core, client } = await openLibrary(library)
const refs = await Promise.all(files.map((path) => core.grantRead(path)))

const mainThread = monitorEventLoopDelay({ resolution: 10 })
mainThread.enable()
const asking = new AbortController()
const answers = askMeanwhile(client, asking.signal)
const started = performance.now()
const job = await finished(client, () => client.importStart({ files: refs, name: data }))
const seconds = (performance.now() - started) / 1000
asking.abort()
mainThread.disable()
const peakMemoryMb = process.resourceUsage().maxRSS / 1024
const waits = await answers
await core.close()

if (!quiet) {
  const rows = job.import?.files.reduce((sum, file) => sum + file.read, 0) ?? 0
  const baseline = splitLines(files)
  printLine({
    bench: 'import',
    data,
    rows,
    files: files.length,
    megabytes: rounded(baseline.bytes / 1e6),
    seconds: rounded(seconds),
    rowsPerSecond: Math.round(rows / seconds),
    baseline: { what: 'plain line split of the same bytes', seconds: rounded(baseline.seconds) },
    ratio: rounded(seconds / baseline.seconds),
    peakMemoryMb: Math.round(peakMemoryMb),
    eventLoopP99Ms: rounded(mainThread.percentile(99) / 1e6 - 10),
    coreAnswerP99Ms: rounded(percentile(waits, 0.99)),
  })
}

/** What a window does while an import runs: small questions all the time. Resolves to their answering times. */
async function askMeanwhile(asked: Client, signal: AbortSignal): Promise<number[]> {
  const times: number[] = []
  while (!signal.aborted) {
    const begun = performance.now()
    await asked.search({ text: 'radio', limit: 5 })
    times.push(performance.now() - begun)
    await new Promise((done) => setTimeout(done, 20))
  }
  return times
}

function splitLines(paths: readonly string[]): { bytes: number; seconds: number } {
  const begun = performance.now()
  let bytes = 0
  let lines = 0
  for (const path of paths) {
    const stored = readFileSync(path)
    const plain = path.endsWith('.gz') ? gunzipSync(stored) : stored
    bytes += plain.length
    // A string may hold half a billion characters only.
    for (let at = 0; at < plain.length; at += 1 << 26) {
      lines += plain.toString('utf8', at, Math.min(plain.length, at + (1 << 26))).split('\n').length
    }
  }
  if (lines === 0) throw new Error('nothing to split')
  return { bytes, seconds: (performance.now() - begun) / 1000 }
}
