/** Sidetrack as three hosts give it, each under the same few functions, so that one suite can use them all. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import WebSocket from 'ws'
import { type Client, connect, type Transport } from '../../src/api/client.ts'
import type { Args, EventName, MethodName, Result } from '../../src/api/contract.ts'
import { AppError, type ErrorReply, type Reply } from '../../src/api/errors.ts'
import {
  type ExportFormat,
  type FileRef,
  ImportResult,
  type Job,
  ModelSummary,
  RemoveResult,
  TrainResult,
} from '../../src/api/schemas.ts'
import { openCore } from '../../src/main/core-port.ts'
import { endWith, root, runCli, startServe } from '../cli/run-cli.ts'

export type TransportName = 'direct' | 'web' | 'cli'

type ExportCounts = Omit<Result<'playlistExport'>, 'file'>

/** What every host can do. Refusals are thrown as AppErrors. */
export type Sidetrack = {
  library: string
  /** The whole contract; null on the command line, which has no command for some of it. */
  client: Client | null
  sample: () => Promise<ImportResult & TrainResult>
  importFiles: (paths: string[], options?: { format?: string; name?: string }) => Promise<ImportResult>
  sources: () => Promise<Result<'sources'>>
  sourceDescribe: (id: number, about: { licence?: string; origin?: string }) => Promise<unknown>
  sourceRemove: (id: number) => Promise<RemoveResult>
  train: (args: Args<'train'>) => Promise<TrainResult>
  update: () => Promise<TrainResult>
  models: () => Promise<Result<'models'>>
  search: (args: Args<'search'>) => Promise<Result<'search'>>
  recommend: (args: Args<'recommend'>) => Promise<Result<'recommend'>>
  playlistCreate: (args: Args<'playlistCreate'>) => Promise<Result<'playlistCreate'>>
  playlists: () => Promise<Result<'playlists'>>
  /** The file's text as it was read from where it was written. */
  playlistExport: (id: number, format: ExportFormat) => Promise<ExportCounts & { text: string }>
  close: () => Promise<void>
}

/** Methods that these tests ask through the other two hosts only: no command reaches them, or it has tests of its own. */
export const notOnCommandLine: ReadonlySet<MethodName> = new Set([
  'libraryStatus',
  'facets',
  'startingPoints',
  'ledgerExamples',
  'importInspect',
  'columnPresets',
  'listenersExport',
  'vectorsExport',
  'vectorsImport',
  'columnPresetSave',
  'columnPresetDelete',
  'job',
  'jobCancel',
  'jobPause',
  'jobResume',
  'playlist',
  'playlistEdit',
  'playlistDelete',
  'undo',
  'settings',
  'settingSet',
  'importCleaning',
  'modelRemove',
  'jobFinish',
  'trackFacts',
  'versions',
  'genreVotes',
  'genreCorrect',
  'genreNames',
  'genreCorrections',
  'genreTrust',
  'explicitWords',
  'explicitWordSet',
  'offeredFolders',
  'audioFolders',
  'audioFolderWatch',
  'audioFolderScan',
  'fileDoubts',
  'fileVerdict',
  'cover',
])

const opening: Record<TransportName, (library: string) => Promise<Omit<Sidetrack, 'library'>>> = {
  direct: openDirect,
  web: openWeb,
  cli: openCommandLine,
}

/** Open a new library in a temporary folder through one host; closing it removes the folder. */
export async function openSidetrack(transport: TransportName): Promise<Sidetrack> {
  const library = await mkdtemp(join(tmpdir(), `sidetrack-${transport}-`))
  const opened = await opening[transport](library)
  const close = async () => {
    await opened.close()
    await rm(library, { recursive: true, force: true })
  }
  return { ...opened, library, close }
}

async function openDirect(library: string): Promise<Omit<Sidetrack, 'library'>> {
  const core = await openCore({ library, mode: 'write', workers: join(root, 'src', 'workers') })
  const client = connect(core)
  const saved = async (id: number, format: ExportFormat) => {
    const path = join(library, `saved.${format}`)
    const { file: _, ...counts } = await client.playlistExport({ id, format, to: await core.grantWrite(path) })
    return { ...counts, text: await readFile(path, 'utf8') }
  }
  return { ...throughClient(client, (path) => core.grantRead(path), saved), close: core.close }
}

async function openWeb(library: string): Promise<Omit<Sidetrack, 'library'>> {
  const served = await startServe(library)
  const host = `127.0.0.1:${served.port}`
  const headers = { Authorization: `Bearer ${served.token}` }
  const post = async <T>(path: string, body: string | Buffer<ArrayBuffer>, type: string) => {
    const response = await fetch(`http://${host}/api/${path}`, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': type },
      body,
    })
    return (await response.json()) as Reply<T>
  }
  const listeners = new Set<(event: EventName, payload: unknown) => void>()
  const socket = new WebSocket(`ws://${host}/api/events`, { headers })
  await new Promise((done, fail) => socket.once('open', done).once('error', fail))
  socket.on('message', (data) => {
    const { event, payload } = JSON.parse(String(data)) as { event: EventName; payload: unknown }
    for (const listener of listeners) listener(event, payload)
  })
  const transport: Transport = {
    call: (method, args) => post(`call/${method}`, JSON.stringify(args), 'application/json'),
    on: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const client = connect(transport)
  const upload = async (path: string) => {
    const name = encodeURIComponent(basename(path))
    const reply = await post<{ ref: FileRef }>(`upload?name=${name}`, await readFile(path), 'application/octet-stream')
    if (!reply.ok) throw new AppError(reply.error.code, reply.error.message)
    return reply.value.ref
  }
  const downloaded = async (id: number, format: ExportFormat) => {
    const { file, ...counts } = await client.playlistExport({ id, format })
    const response = await fetch(`http://${host}/api/files/${file.ref}`, { headers })
    return { ...counts, text: await response.text() }
  }
  const close = async () => {
    socket.terminate()
    await endWith(served.child, 'SIGTERM')
  }
  return { ...throughClient(client, upload, downloaded), close }
}

/** Both hosts that have the whole contract. */
function throughClient(
  client: Client,
  take: (path: string) => Promise<FileRef>,
  playlistExport: Sidetrack['playlistExport'],
): Omit<Sidetrack, 'library' | 'close'> {
  return {
    client,
    sample: async () => {
      const job = await finished(client, client.sampleAdd({}))
      return { ...(job.import as ImportResult), ...(job.train as TrainResult) }
    },
    importFiles: async (paths, options = {}) => {
      const files = await Promise.all(paths.map(take))
      return (await finished(client, client.importStart({ files, ...options }))).import as ImportResult
    },
    sources: () => client.sources({}),
    sourceDescribe: (id, about) => finished(client, client.sourceDescribe({ id, ...about })),
    sourceRemove: async (id) => (await finished(client, client.sourceRemove({ id }))).remove as RemoveResult,
    train: async (args) => (await finished(client, client.train(args))).train as TrainResult,
    update: async () => (await finished(client, client.update({}))).train as TrainResult,
    models: () => client.models({}),
    search: client.search,
    recommend: client.recommend,
    playlistCreate: client.playlistCreate,
    playlists: () => client.playlists({}),
    playlistExport,
  }
}

/** Wait for a job by its events. Throws what it failed with. */
export async function finished(client: Client, started: Promise<{ jobId: number }>): Promise<Job> {
  const ends = new Map<number, Job>()
  let told = (_job: Job) => {}
  const off = client.on('job', (job) => {
    if (job.state === 'running') return
    ends.set(job.id, job)
    told(job)
  })
  try {
    const { jobId } = await started
    const job =
      ends.get(jobId) ??
      (await new Promise<Job>((done) => {
        told = (ended) => ended.id === jobId && done(ended)
      }))
    if (job.error !== undefined) throw new AppError(job.error.code, job.error.message)
    if (job.state === 'cancelled') throw new AppError('cancelled', 'cancelled')
    return job
  } finally {
    off()
  }
}

async function openCommandLine(library: string): Promise<Omit<Sidetrack, 'library'>> {
  const run = async (...words: string[]): Promise<unknown> => {
    const [command = '', ...rest] = words
    const { code, stdout, stderr } = await runCli([command, '--library', library, '--json', ...rest])
    let result: { error?: ErrorReply }
    try {
      result = JSON.parse(stdout)
    } catch {
      throw new Error(`${words.join(' ')} ended with ${code} and no JSON: ${stdout}${stderr}`)
    }
    if (result.error === undefined) return result
    const { code: reason, message, suggestions } = result.error
    throw new AppError(reason, message, suggestions === undefined ? {} : { suggestions })
  }
  return {
    client: null,
    sample: async () => {
      const result = await run('sample')
      return { ...ImportResult.parse(result), ...TrainResult.parse(result) }
    },
    importFiles: async (paths, options = {}) =>
      ImportResult.parse(
        await run('import', ...paths, ...named('format', options.format), ...named('name', options.name)),
      ),
    sources: async () => (await run('sources')) as Result<'sources'>,
    sourceDescribe: (id, { licence, origin }) =>
      run('source-describe', String(id), ...named('licence', licence), ...named('origin', origin)),
    sourceRemove: async (id) => RemoveResult.parse(await run('source-remove', String(id))),
    train: async (args) => TrainResult.parse(await run('train', ...trainWords(args))),
    update: async () => TrainResult.parse(await run('update')),
    models: async () => {
      const { items } = (await run('models')) as Result<'models'>
      return { items: items.map((item) => ModelSummary.parse(item)) }
    },
    search: async ({ text, kind, limit }) =>
      (await run('search', ...named('kind', kind), ...named('limit', limit), '--', text)) as Result<'search'>,
    recommend: async (args) => (await run('recommend', ...recommendWords(args))) as Result<'recommend'>,
    playlistCreate: async ({ name, items = [] }) =>
      (await run('playlist-create', ...items.flatMap((id) => ['--track', id]), '--', name)) as Result<'playlistCreate'>,
    playlists: async () => (await run('playlists')) as Result<'playlists'>,
    playlistExport: async (id, format) => {
      const path = resolve(library, `saved.${format}`)
      const result = await run('playlist-export', String(id), '--format', format, '--out', path)
      return { ...(result as ExportCounts), text: await readFile(path, 'utf8') }
    },
    close: async () => {},
  }
}

function named(option: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`--${option}=${value}`]
}

function trainWords({ algorithms, set = {}, seed, threads }: Args<'train'>): string[] {
  return [
    ...named('model', algorithms === undefined || algorithms.length > 1 ? 'all' : algorithms[0]),
    ...Object.entries(set).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
    ...named('seed', seed),
    ...named('threads', threads),
  ]
}

function recommendWords({ seeds, negatives = [], kind, filters = {}, model, limit }: Args<'recommend'>): string[] {
  const nameOf = (seed: (typeof seeds)[number]) => ('id' in seed ? seed.id : seed.name)
  return [
    ...seeds.map((seed) => `--${'kind' in seed ? seed.kind : 'artist'}=${nameOf(seed)}`),
    ...negatives.map((seed) => `--not-artist=${nameOf(seed)}`),
    ...(filters.genres ?? []).map((genre) => `--genre=${genre}`),
    ...(filters.decades ?? []).map((decade) => `--decade=${decade}`),
    ...(filters.sources ?? []).map((source) => `--source=${source}`),
    ...named('kind', kind),
    ...named('model', model),
    ...named('limit', limit),
  ]
}
