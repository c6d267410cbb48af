/** All benches over all data sets, each measurement in a process of its own so that its memory is its own. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dataPath, hasData } from '../data.ts'
import { listSets } from './lists-data.ts'
import { type BenchTask, say } from './measure.ts'

const benches = ['import', 'train', 'query'] as const
type Bench = (typeof benches)[number]
type DataSet = { data: string; folder: string; files: string[] }

const bundled: DataSet[] = [
  {
    data: 'hetrec2011-lastfm-2k',
    folder: 'hetrec2011-lastfm-2k',
    files: ['artists.dat.gz', 'tags.dat.gz', 'user_artists.dat.gz', 'user_taggedartists.dat.gz'],
  },
  {
    data: 'million-music-playlists, synthetic, small',
    folder: join('synthetic', 'million-music-playlists'),
    files: ['track_meta.tsv.gz', 'user_item_interaction.csv.gz'],
  },
]

const words = process.argv.slice(2)
const unknown = words.find((word) => !/^(?:import|train|query|quality|lists|--full|\d*\.?\d+)$/.test(word))
if (unknown !== undefined) {
  say(`Usage: npm run bench [-- import|train|query|quality|lists] [--full [SCALE]]; found "${unknown}".`)
  process.exit(2)
}
if (words.includes('quality')) {
  // No library: files in, figures out. A number after it is minutes to search for settings on each split.
  const minutes = words[words.indexOf('quality') + 1] ?? '0'
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, 'quality.ts'), minutes], {
    stdio: 'inherit',
  })
  if (words.every((word) => word === 'quality' || word === minutes)) process.exit(status ?? 1)
}
const chosen = benches.filter((bench) => words.includes(bench))
const wanted: readonly Bench[] = chosen.length === 0 && !words.includes('lists') ? benches : chosen
const work = mkdtempSync(join(tmpdir(), 'sidetrack-bench-'))
let failed = false
try {
  if (words.includes('lists')) {
    for (const { data, folder } of listSets) {
      if (hasData(folder)) await run('lists', { data, files: [], library: join(work, 'lists', folder), quiet: false })
      else failed = true
    }
  }
  for (const { data, folder, files } of wanted.length === 0 ? [] : bundled) {
    if (hasData(folder)) await measure({ data, files: files.map((file) => dataPath(folder, file)) })
    else failed = true
  }
  if (wanted.includes('train')) await run('train-sgns', { data: 'synth.py', files: [], library: work, quiet: false })
  if (wanted.includes('train'))
    await run('als', { data: 'simulated listeners', files: [], library: work, quiet: false })
  if (wanted.includes('query')) await run('scan', { data: 'random vectors', files: [], library: work, quiet: false })
  if (wanted.includes('import')) {
    for (const form of ['tar.zst', 'ndjson', 'folder', 'tar.bz2'] as const) await importDocuments(20_000, form)
    // Four times as many take little more memory: the names of their tracks.
    await importDocuments(80_000, 'tar.zst')
    await run('audio', { data: '10,000 audio files, made up', files: [], library: join(work, 'audio'), quiet: false })
  }
  if (words.includes('--full')) {
    const scale = Number(words[words.indexOf('--full') + 1] ?? 1) || 1
    for (const made of [generatePair(scale), generate360k(scale)]) {
      if (made === null) failed = true
      else await measure(made)
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}
process.exit(failed ? 1 : 0)

/** Every bench up to the last one wanted: each needs what those before it made. */
async function measure({ data, files }: { data: string; files: string[] }): Promise<void> {
  const library = join(work, data.replace(/\W+/g, '-'))
  const last = benches.findLastIndex((bench) => wanted.includes(bench))
  for (const bench of benches.slice(0, last + 1)) {
    say(`${bench}: ${data}`)
    const quiet = !wanted.includes(bench)
    if (bench === 'train' && !quiet) await run('train-pace', { data, files, library, quiet })
    await run(bench, { data, files, library, quiet })
  }
}

function run(
  bench: Bench | 'audio' | 'lists' | 'train-pace' | 'train-sgns' | 'als' | 'scan',
  task: BenchTask,
): Promise<void> {
  const args = [join(import.meta.dirname, `${bench}.ts`), JSON.stringify(task)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  return new Promise((done) => {
    child.on('close', (code) => {
      if (code !== 0) {
        failed = true
        say(`${bench} on ${task.data} ended with ${code}.`)
      }
      done()
    })
  })
}

async function importDocuments(count: number, form: DocumentForm): Promise<void> {
  const made = documents(count, form)
  if (made === null) failed = true
  else await run('import', { ...made, library: join(work, `acousticbrainz-${form}-${count}`), quiet: false })
}

type DocumentForm = 'tar.zst' | 'ndjson' | 'folder' | 'tar.bz2'

/** So many documents of AcousticBrainz; null where this computer cannot make them. */
function documents(count: number, form: DocumentForm): DataMade {
  if (!canGenerate()) return null
  const path = join(work, `acousticbrainz-highlevel.${form === 'folder' ? 'tar' : form}`)
  const args = [dataPath('synth', 'gen_acousticbrainz.py'), path, '--docs', String(count), '--seed', '1']
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] }
  if (spawnSync('python3', args, quiet).status !== 0) return null
  const data = `acousticbrainz, synthetic, ${count} documents, ${form}`
  if (form !== 'folder') return { data, files: [path] }
  const folder = mkdtempSync(join(work, 'acousticbrainz-highlevel-'))
  if (spawnSync('tar', ['xf', path, '-C', folder], quiet).status !== 0) return null
  return { data, files: [folder] }
}

function canGenerate(): boolean {
  if (!hasData('synth')) return false
  if (spawnSync('python3', ['-c', 'import numpy'], { stdio: 'ignore' }).status === 0) return true
  say('SKIPPED: generated data needs python3 with numpy. On Debian: apt-get install python3-numpy')
  return false
}

/** The pair of a million playlists in full size, or `scale` times it; null where this computer cannot make it. */
function generatePair(scale: number): DataMade {
  const songs = Math.round(5_000_000 * scale)
  const likes = Math.round(24_000_000 * scale)
  const sizes = ['--songs', String(songs), '--interactions', String(likes)]
  return generate('gen_mpm.py', sizes, {
    data: `million-music-playlists, synthetic, ${songs} songs, ${likes} likes`,
    files: ['track_meta.tsv', 'user_item_interaction.csv'],
  })
}

/** Last.fm 360K in full size, or `scale` times it; null where this computer cannot make it. */
function generate360k(scale: number): DataMade {
  const users = Math.round(359_347 * scale)
  return generate('gen_lastfm360k.py', ['--users', String(users)], {
    data: `lastfm-dataset-360K, synthetic, ${users} listeners`,
    files: ['usersha1-artmbid-artname-plays.tsv', 'usersha1-profile.tsv'],
  })
}

type DataMade = { data: string; files: string[] } | null

function generate(script: string, sizes: string[], { data, files }: { data: string; files: string[] }): DataMade {
  if (!canGenerate()) return null
  const folder = join(work, script.replace('.py', ''))
  say(`Generating ${data}.`)
  const args = [dataPath('synth', script), folder, ...sizes, '--seed', '1']
  const { status } = spawnSync('python3', args, { stdio: ['ignore', 'ignore', 'inherit'] })
  return status === 0 ? { data, files: files.map((file) => join(folder, file)) } : null
}
