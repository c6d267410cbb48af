/** Import: records a second, memory at its peak, and how long a window would have waited meanwhile. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type Baseline, documentBaseline } from './document-baseline.ts'
import { benchTask, finished, openLibrary, printLine, rounded, whileAsking } from './measure.ts'

const { data, files, library, quiet } = benchTask()
const { core, client } = await openLibrary(library)
const refs = await Promise.all(files.map((path) => core.grantRead(path)))

const before = process.memoryUsage().rss
const started = performance.now()
const cpuBefore = process.cpuUsage()
const { done: job, waits } = await whileAsking(client, () =>
  finished(client, () => client.importStart({ files: refs, name: data })),
)
const seconds = (performance.now() - started) / 1000
const { user, system } = process.cpuUsage(cpuBefore)
const peak = process.resourceUsage().maxRSS * 1024
await core.close()

if (!quiet) {
  const rows = job.import?.files.reduce((sum, file) => sum + file.read, 0) ?? 0
  const [first = ''] = files
  const baseline = (files.length === 1 ? await documentBaseline(first) : null) ?? splitLines(files)
  const stored = statSync(join(library, 'library.sqlite')).size
  const kept = job.import?.files.reduce((sum, file) => sum + file.kept, 0) ?? 0
  printLine({
    bench: 'import',
    data,
    rows,
    files: files.length,
    megabytes: rounded(baseline.bytes / 1e6),
    seconds: rounded(seconds),
    rowsPerSecond: Math.round(rows / seconds),
    // Of all threads: what a busy computer leaves comparable.
    processorSeconds: rounded((user + system) / 1e6),
    baseline: { what: baseline.what, seconds: rounded(baseline.seconds) },
    ratio: rounded(seconds / baseline.seconds),
    libraryBytesPerKeptRow: Math.round(stored / kept),
    memoryGrowthMb: Math.round((peak - before) / 1e6),
    peakMemoryMb: Math.round(peak / 1e6),
    ...waits,
  })
}

function splitLines(paths: readonly string[]): Baseline {
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
  return { what: 'plain line split of the same bytes', bytes, seconds: (performance.now() - begun) / 1000 }
}
