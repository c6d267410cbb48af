/** Import: records a second, memory at its peak, and how long a window would have waited meanwhile. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { benchTask, finished, openLibrary, printLine, rounded, whileAsking } from './measure.ts'

const { data, files, library, quiet } = benchTask()
const { core, client } = await openLibrary(library)
const refs = await Promise.all(files.map((path) => core.grantRead(path)))

const started = performance.now()
const { done: job, waits } = await whileAsking(client, () =>
  finished(client, () => client.importStart({ files: refs, name: data })),
)
const seconds = (performance.now() - started) / 1000
const peakMemoryMb = process.resourceUsage().maxRSS / 1024
await core.close()

if (!quiet) {
  const rows = job.import?.files.reduce((sum, file) => sum + file.read, 0) ?? 0
  const documents = files.every((path) => path.endsWith('.tar.zst'))
  const baseline = documents ? parseMembers(files) : splitLines(files)
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
    baseline: {
      what: documents ? 'JSON.parse of the same documents, unpacked' : 'plain line split of the same bytes',
      seconds: rounded(baseline.seconds),
    },
    ratio: rounded(seconds / baseline.seconds),
    libraryBytesPerKeptRow: Math.round(stored / kept),
    peakMemoryMb: Math.round(peakMemoryMb),
    ...waits,
  })
}

/** Unpacks `.tar.zst` files, then takes the time of JSON.parse alone over their documents. */
function parseMembers(paths: readonly string[]): { bytes: number; seconds: number } {
  const texts = paths.flatMap((path) => {
    const plain = zstdDecompressSync(readFileSync(path))
    const found: string[] = []
    for (let at = 0; at + 512 <= plain.length; ) {
      const size = Number.parseInt(plain.toString('latin1', at + 124, at + 135), 8) || 0
      const text = plain.toString('utf8', at + 512, at + 512 + size)
      if (text.startsWith('{') && text.trimEnd().endsWith('}')) found.push(text)
      at += 512 + Math.ceil(size / 512) * 512
    }
    return found
  })
  if (texts.length === 0) throw new Error('nothing to parse')
  const begun = performance.now()
  for (const text of texts) JSON.parse(text)
  const seconds = (performance.now() - begun) / 1000
  return { bytes: texts.reduce((sum, text) => sum + text.length, 0), seconds }
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
