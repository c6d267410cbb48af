/** Each command: what it asks the core, and its result as data and as text. */
import { readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isAudioName } from '../api/audio-names.ts'
import type { Client } from '../api/client.ts'
import type { ColumnMapping } from '../api/columns.ts'
import type { Args } from '../api/contract.ts'
import { AppError } from '../api/errors.ts'
import { Algorithm, CleaningRule, type CleaningSwitch, type Job, type Kind, type Seed } from '../api/schemas.ts'
import type { CorePort } from '../main/core-port.ts'
import { audioFolders, fileDoubts } from './audio.ts'
import { cleaningCommands } from './cleaning.ts'
import { facts } from './fact-text.ts'
import { featureOf } from './feature.ts'
import { followJob } from './follow-job.ts'
import { genreCommands } from './genres.ts'
import { listenerCommands } from './listeners.ts'
import { readMapping } from './mapping.ts'
import { type CommandName, type Invocation, minutesOf, oneOf, setting, wholeNumber } from './options.ts'
import { exportPlaylist } from './playlist-export.ts'
import * as text from './text.ts'
import { vectorCommands } from './vectors.ts'

export type Output = { result: unknown; text: string; exitCode?: number }
type Context = { api: Client; core: CorePort; invocation: Invocation }
type Command = (context: Context) => Promise<Output>

export const commandTable: Record<Exclude<CommandName, 'serve' | 'benchmark'>, Command> = {
  import: importFiles,
  inspect,
  'import-cleaning': previewCleaning,
  'column-presets': async ({ api }) => {
    const result = await api.columnPresets({})
    return { result, text: text.columnPresets(result.items) }
  },
  'column-preset-delete': async ({ api, invocation }) => {
    const result = await api.columnPresetDelete({ id: wholeNumber('ID', invocation.arguments[0] ?? '') })
    return { result, text: `Forgot ${result.name}.` }
  },
  sample: async ({ api }) => outcomeOf(await followJob(api, api.sampleAdd({}))),
  sources: async ({ api }) => {
    const result = await api.sources({})
    return { result, text: text.sources(result.items) }
  },
  'source-records': sourceRecords,
  'source-describe': describeSource,
  'source-remove': async ({ api, invocation }) => {
    const job = await followJob(api, api.sourceRemove({ id: wholeNumber('ID', invocation.arguments[0] ?? '') }))
    const result = required(job.remove)
    return { result, text: `Removed ${result.name}.` }
  },
  train,
  update,
  ...cleaningCommands,
  ...genreCommands,
  models: async ({ api }) => {
    const result = await api.models({})
    return { result, text: text.models(result.items) }
  },
  'model-remove': async ({ api, invocation }) => {
    const id = wholeNumber('ID', invocation.arguments[0] ?? '')
    await followJob(api, api.modelRemove({ id }))
    return { result: { removed: id }, text: `Removed model ${id}.` }
  },
  jobs: async ({ api }) => {
    const { jobs } = await api.libraryStatus({})
    return { result: { items: jobs }, text: text.jobs(jobs) }
  },
  'job-resume': async ({ api, invocation }) => {
    const id = wholeNumber('ID', invocation.arguments[0] ?? '')
    const { resumed } = await api.jobResume({ id })
    if (!resumed) throw new AppError('job-not-found', `The job with the number ${id} does not wait to go on.`)
    return outcomeOf(await followJob(api, Promise.resolve({ jobId: id })))
  },
  'job-finish': async ({ api, invocation }) => {
    const id = wholeNumber('ID', invocation.arguments[0] ?? '')
    const { finishing } = await api.jobFinish({ id })
    if (!finishing) throw new AppError('job-not-found', `The job with the number ${id} has read nothing to keep.`)
    return outcomeOf(await followJob(api, Promise.resolve({ jobId: id })))
  },
  'job-discard': async ({ api, invocation }) => {
    const id = wholeNumber('ID', invocation.arguments[0] ?? '')
    const { subject } = await api.job({ id })
    await api.jobCancel({ id })
    return { result: { discarded: id }, text: `Discarded: ${subject}.` }
  },
  ...listenerCommands,
  ...vectorCommands,
  search: async ({ api, invocation }) => {
    const result = await api.search({
      text: invocation.arguments.join(' '),
      ...given('kind', kindOf(invocation)),
      ...given('limit', invocation.whole('limit')),
    })
    return { result, text: text.searchHits(result) }
  },
  recommend,
  'audio-folders': audioFolders,
  'file-doubts': fileDoubts,
  facts: async ({ api, invocation }) => {
    const track = invocation.arguments[0] ?? ''
    const result = await api.trackFacts({ id: isId(track) ? track : await idOf(api, track, 'track') })
    return { result, text: facts(result) }
  },
  versions: async ({ api, invocation }) => {
    const track = invocation.arguments[0] ?? ''
    const result = await api.versions({ id: isId(track) ? track : await idOf(api, track, 'track') })
    return { result, text: text.versions(result) }
  },
  'playlist-create': createPlaylist,
  playlists: async ({ api }) => {
    const result = await api.playlists({})
    return { result, text: text.playlists(result.items) }
  },
  'playlist-import': importPlaylist,
  'playlist-export': exportPlaylist,
  doctor: async ({ api }) => {
    const result = await api.doctor({})
    return { result, text: text.findings(result), exitCode: result.ok ? 0 : 1 }
  },
}

function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V }
}

function kindOf(invocation: Invocation): Kind | undefined {
  const kind = invocation.text('kind')
  return kind === undefined ? undefined : oneOf('--kind', kind, ['artist', 'track'] as const)
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new AppError('internal', 'The work ended without a result.')
  return value
}

/** Say on stderr what was cut short and waits, before other work begins. */
async function tellOfResting(api: Client): Promise<void> {
  const { jobs } = await api.libraryStatus({})
  for (const job of jobs) {
    if (job.state === 'paused' || job.state === 'interrupted') process.stderr.write(`${text.restingLine(job)}\n`)
  }
}

async function importFiles({ api, core, invocation }: Context): Promise<Output> {
  await tellOfResting(api)
  const paths = invocation.arguments.flatMap(expand)
  const files = await Promise.all(paths.map((path) => core.grantRead(resolve(path), path)))
  const options = {
    ...given('format', invocation.text('format')),
    ...given('name', invocation.text('name')),
    ...given('licence', invocation.text('licence')),
    ...given('origin', invocation.text('origin')),
  }
  const mapping = readMapping(invocation)
  const mappings = mapping === null ? [] : files.map((file) => ({ file, mapping }))
  const forTaste = oneOf('--taste', invocation.text('taste') ?? 'yes', ['yes', 'no']) === 'yes'
  const switches = switchesOf(invocation)
  const job: Job = await followJob(api, api.importStart({ files, ...options, mappings, forTaste, switches }))
  const presetName = invocation.text('save-preset')
  if (presetName !== undefined && required(job.import).source !== null) {
    await savePreset(api, presetName, files, mappings)
  }
  return outcomeOf(job)
}

/** What an import, or learning, ended in. */
function outcomeOf(job: Job): Output {
  if (job.kind === 'import') {
    const result = required(job.import)
    const rejected = result.files.every((file) => file.outcome === 'rejected')
    return { result, text: text.ledger(result), exitCode: rejected ? 3 : 0 }
  }
  const models = required(job.train)
  return { result: { ...job.import, ...models }, text: text.models(models.models) }
}

async function savePreset(
  api: Client,
  name: string,
  files: string[],
  mappings: { file: string; mapping: ColumnMapping }[],
): Promise<void> {
  const shown = (await api.importInspect({ files, mappings })).files.find(
    (file) => file.mapping !== null && file.hasHeader,
  )
  if (shown?.mapping == null)
    throw new AppError('bad-arguments', '--save-preset needs a table whose header names its columns.')
  await api.columnPresetSave({ name, header: shown.columns.map((column) => column.name), mapping: shown.mapping })
}

async function inspect({ api, core, invocation }: Context): Promise<Output> {
  const paths = invocation.arguments.flatMap(expand)
  const files = await Promise.all(paths.map((path) => core.grantRead(resolve(path), path)))
  const mapping = readMapping(invocation)
  const mappings = mapping === null ? [] : files.map((file) => ({ file, mapping }))
  const result = await api.importInspect({ files, ...given('format', invocation.text('format')), mappings })
  const refused = result.vectors.length === 0 && result.files.every((file) => file.refused !== null)
  return { result, text: text.inspected(result), exitCode: refused ? 3 : 0 }
}

async function previewCleaning({ api, core, invocation }: Context): Promise<Output> {
  const paths = invocation.arguments.flatMap(expand)
  const files = await Promise.all(paths.map((path) => core.grantRead(resolve(path), path)))
  const mapping = readMapping(invocation)
  const mappings = mapping === null ? [] : files.map((file) => ({ file, mapping }))
  await api.importInspect({ files, ...given('format', invocation.text('format')), mappings })
  const result = await api.importCleaning({ files, switches: switchesOf(invocation) })
  return { result, text: text.cleaningPreview(result) }
}

/** `--rule spacing=off`, any number of times. */
function switchesOf(invocation: Invocation): CleaningSwitch[] {
  return invocation.texts('rule').map((pair) => {
    const [rule = '', state = ''] = pair.split('=')
    const on = oneOf('--rule RULE=', state, ['on', 'off'] as const) === 'on'
    return { rule: oneOf('--rule', rule, CleaningRule.options), on }
  })
}

/** Folders of up to this many files are read file by file, larger ones and those of folders as one. */
const mostFiles = 50

/**
 * A small folder means the files in it, in their order; anything else stands for itself, to be read or refused, and so
 * does a folder of audio files.
 */
function expand(path: string): string[] {
  const info = statSync(path, { throwIfNoEntry: false })
  if (info === undefined || !info.isDirectory()) return [path]
  const entries = readdirSync(path, { withFileTypes: true }).filter((entry) => !entry.name.startsWith('.'))
  if (entries.length === 0 || entries.length > mostFiles) return [path]
  if (entries.some((entry) => entry.isDirectory() || isAudioName(entry.name))) return [path]
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(path, entry.name))
    .sort()
}

async function train({ api, invocation }: Context): Promise<Output> {
  await tellOfResting(api)
  const model = oneOf('--model', invocation.text('model') ?? 'all', [...Algorithm.options, 'all'])
  const started = api.train({
    algorithms: model === 'all' ? Algorithm.options : [model],
    set: Object.fromEntries(invocation.texts('set').map(setting)),
    ...given('seed', invocation.whole('seed')),
    ...given('threads', invocation.whole('threads')),
    ...given('tuneMinutes', minutesOf(invocation.text('tune')) ?? undefined),
  })
  return outcomeOf(await followJob(api, started))
}

async function update({ api, invocation }: Context): Promise<Output> {
  await tellOfResting(api)
  const job = await followJob(api, api.update(given('threads', invocation.whole('threads'))))
  const { models } = required(job.train)
  return { result: { ...job.train }, text: text.updates(models) }
}

/** `1990` or `1990s`. */
function decadeOf(text: string): number {
  const year = wholeNumber('decade', text.replace(/s$/, ''))
  if (year % 10 === 0 && year >= 1000 && year < 3000) return year
  throw new AppError('bad-arguments', `--decade expects the first year of a decade, such as 1990; found "${text}".`)
}

function ownedOf(invocation: Invocation): 'only' | 'not' | undefined {
  const owned = invocation.text('owned')
  return owned === undefined ? undefined : oneOf('--owned', owned, ['only', 'not'] as const)
}

const isId = (value: string) => /^[at]\d{1,15}$/.test(value)

async function recommend({ api, invocation }: Context): Promise<Output> {
  const seed =
    (kind: 'artist' | 'track') =>
    (name: string): Seed =>
      isId(name) ? { id: name } : { kind, name }
  const seeds = [...invocation.texts('artist').map(seed('artist')), ...invocation.texts('track').map(seed('track'))]
  if (seeds.length === 0)
    throw new AppError('bad-arguments', 'recommend expects --artist NAME or --track "ARTIST - TITLE".')
  const request: Args<'recommend'> = {
    seeds,
    negatives: invocation.texts('not-artist').map(seed('artist')),
    filters: {
      genres: invocation.texts('genre'),
      decades: invocation.texts('decade').map(decadeOf),
      sources: invocation.wholes('source'),
      ...given('owned', ownedOf(invocation)),
      labels: invocation.texts('label'),
      features: invocation.texts('feature').map(featureOf),
    },
    ...given('kind', kindOf(invocation)),
    ...given('model', invocation.text('model')),
    versions: oneOf('--versions', invocation.text('versions') ?? 'folded', ['folded', 'all'] as const),
    ...given('limit', invocation.whole('limit')),
  }
  const result = await api.recommend(request)
  return { result, text: text.recommendations(result) }
}

/** Say whose a source's data is. */
async function describeSource({ api, invocation }: Context): Promise<Output> {
  const id = wholeNumber('ID', invocation.arguments[0] ?? '')
  const about = { ...given('licence', invocation.text('licence')), ...given('origin', invocation.text('origin')) }
  if (Object.keys(about).length === 0) {
    throw new AppError('bad-arguments', 'source-describe expects ID and --licence TEXT, --origin TEXT or both.')
  }
  await followJob(api, api.sourceDescribe({ id, ...about }))
  const source = required((await api.sources({})).items.find((item) => item.id === id))
  const result = { source: id, name: source.name, licence: source.licence, origin: source.origin }
  return { result, text: text.sources([source]) }
}

/** Write the records of a source that ended under one reason. */
async function sourceRecords({ api, core, invocation }: Context): Promise<Output> {
  const id = wholeNumber('ID', invocation.arguments[0] ?? '')
  const source = (await api.sources({})).items.find((item) => item.id === id)
  if (source === undefined) throw new AppError('source-not-found', `No source with the number ${id}.`)
  const [reason, out] = [invocation.text('reason'), invocation.text('out')]
  if (reason === undefined || out === undefined) {
    throw new AppError('bad-arguments', 'source-records expects ID --reason KEYWORD --out FILE.')
  }
  const { written, records, mendable } = await api.ledgerExport({
    fileIds: source.files.map((file) => file.id),
    keyword: reason,
    to: await core.grantWrite(resolve(out)),
  })
  const mend = mendable ? ' Mend them in its column “record” and import it: they go back to where they are from.' : ''
  return { result: { written, records, mendable }, text: `${written} of ${records} records written.${mend}` }
}

async function createPlaylist({ api, invocation }: Context): Promise<Output> {
  const named = [
    ...invocation.texts('track').map((name) => ({ name, kind: 'track' as const })),
    ...invocation.texts('artist').map((name) => ({ name, kind: 'artist' as const })),
  ]
  const items: string[] = []
  for (const { name, kind } of named) items.push(isId(name) ? name : await idOf(api, name, kind))
  const result = await api.playlistCreate({ name: invocation.arguments[0] ?? '', items })
  return { result, text: `Playlist ${result.id} with ${result.added} entries.` }
}

/** The best search hit for a name, where one is found. */
async function idOf(api: Client, name: string, kind: 'artist' | 'track'): Promise<string> {
  const { items } = await api.search({ text: name, kind, limit: 1 })
  if (items[0] !== undefined) return items[0].id
  throw new AppError(`${kind}-not-found`, `No ${kind === 'artist' ? 'band' : 'track'} called "${name}".`)
}

async function importPlaylist({ api, core, invocation }: Context): Promise<Output> {
  const path = invocation.arguments[0] ?? ''
  const file = await core.grantRead(resolve(path), path)
  const result = await api.playlistImport({ file, ...given('name', invocation.text('name')) })
  return { result, text: text.importedPlaylists(result) }
}
