/** Folders of audio files: files a second, memory at its peak, and what a second look at a changed folder takes. */
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '../../src/api/client.ts'
import type { Job } from '../../src/api/schemas.ts'
import { random32, uniform } from '../../src/core/math/random.ts'
import { audio } from '../core/audio-files.ts'
import { benchTask, finished, openLibrary, printLine, rounded, whileAsking } from './measure.ts'

const albums = 1000
const songsOnEach = 10
const kinds = ['mp3', 'flac', 'ogg', 'm4a'] as const

const { data, library } = benchTask()
const folder = join(library, 'Music')
for (let album = 0; album < albums; album += 1) writeAlbum(album)
const baseline = readFiles()
const { core, client } = await openLibrary(library)
const ref = await core.grantRead(folder)

const before = process.memoryUsage().rss
const first = await measured(() => client.importStart({ files: [ref] }))
const peak = process.resourceUsage().maxRSS * 1024
const source = first.job.import?.source ?? 0
writeAlbum(albums)
const added = await measured(() => client.audioFolderScan({ id: source }))
const now = new Date()
for (const name of readdirSync(folderOf(0))) utimesSync(join(folderOf(0), name), now, now)
const touched = await measured(() => client.audioFolderScan({ id: source }))
await core.close()

const [file] = first.job.import?.files ?? []
if (file?.kept !== albums * songsOnEach) throw new Error(`${file?.kept} files were kept`)
printLine({
  bench: 'import',
  data,
  files: file.read,
  seconds: rounded(first.seconds),
  filesPerSecond: Math.round(file.read / first.seconds),
  processorSeconds: first.processorSeconds,
  baseline: { what: 'reading the same files', seconds: rounded(baseline) },
  ratio: rounded(first.seconds / baseline),
  memoryGrowthMb: Math.round((peak - before) / 1e6),
  peakMemoryMb: Math.round(peak / 1e6),
  again: {
    [`${songsOnEach} new files`]: { seconds: rounded(added.seconds), processorSeconds: added.processorSeconds },
    [`${songsOnEach} with a new time`]: {
      seconds: rounded(touched.seconds),
      processorSeconds: touched.processorSeconds,
    },
  },
  ...first.waits,
})

/** Titles as unlike each other as real ones: some are said again, few nearly so. */
function titleOf(song: number): string {
  const words = [
    'night',
    'river',
    'gone',
    'silver',
    'monkey',
    'sunday',
    'nothing',
    'blue',
    'electric',
    'home',
    'winter',
  ]
  const next = random32(song)
  return Array.from({ length: 2 + (song % 3) }, () => words[Math.floor(uniform(next) * words.length)]).join(' ')
}

function folderOf(album: number): string {
  return join(folder, `Band ${album % 300}`, `Album ${album}`)
}

function writeAlbum(album: number): void {
  const kind = kinds[album % kinds.length] ?? 'mp3'
  mkdirSync(folderOf(album), { recursive: true })
  for (let song = 1; song <= songsOnEach; song += 1) {
    const tags = {
      artist: `Band ${album % 300}`,
      title: titleOf(album * songsOnEach + song),
      album: `Album ${album}`,
      year: '2002',
    }
    writeFileSync(join(folderOf(album), `${song}.${kind}`), audio[kind](tags))
  }
}

function readFiles(): number {
  const begun = performance.now()
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (/\.\w+$/.test(name)) readFileSync(join(folder, name))
  }
  return (performance.now() - begun) / 1000
}

async function measured(start: () => ReturnType<Client['importStart']>) {
  const begun = performance.now()
  const cpuBefore = process.cpuUsage()
  const { done: job, waits } = await whileAsking<Job>(client, () => finished(client, start))
  const { user, system } = process.cpuUsage(cpuBefore)
  return { job, waits, seconds: (performance.now() - begun) / 1000, processorSeconds: rounded((user + system) / 1e6) }
}
