/** The command line's grammar: one table of commands, one of options. */
import { parseArgs } from 'node:util'
import { AppError } from '../api/errors.ts'

type OptionKind = 'text' | 'texts' | 'whole' | 'wholes'

/** How the columns of a table are to be read. */
const mappingOptions = { target: 'text', map: 'texts', delimiter: 'text', encoding: 'text', header: 'text' } as const

const commands = {
  import: {
    arguments: 'PATH...',
    least: 1,
    options: {
      ...{ format: 'text', name: 'text', taste: 'text', licence: 'text', origin: 'text', rule: 'texts' },
      ...mappingOptions,
      'save-preset': 'text',
    },
  },
  inspect: { arguments: 'PATH...', least: 1, options: { format: 'text', ...mappingOptions } },
  /** What cleaning would do to files. */
  'import-cleaning': { arguments: 'PATH...', least: 1, options: { format: 'text', rule: 'texts', ...mappingOptions } },
  'column-presets': { arguments: '', least: 0, options: {} },
  'column-preset-delete': { arguments: 'ID', least: 1, options: {} },
  sample: { arguments: '', least: 0, options: {} },
  sources: { arguments: '', least: 0, options: {} },
  /** Records that ended under a reason, as CSV. */
  'source-records': { arguments: 'ID', least: 1, options: { reason: 'text', out: 'text' } },
  /** An empty text says that nothing is stated. */
  'source-describe': { arguments: 'ID', least: 1, options: { licence: 'text', origin: 'text' } },
  'source-remove': { arguments: 'ID', least: 1, options: {} },
  train: {
    arguments: '',
    least: 0,
    options: { model: 'text', set: 'texts', seed: 'whole', threads: 'whole', tune: 'text' },
  },
  /** Take in what is new without learning everything again. */
  update: { arguments: '', least: 0, options: { threads: 'whole' } },
  models: { arguments: '', least: 0, options: {} },
  'model-remove': { arguments: 'ID', least: 1, options: {} },
  jobs: { arguments: '', least: 0, options: {} },
  'job-resume': { arguments: 'ID', least: 1, options: {} },
  'job-finish': { arguments: 'ID', least: 1, options: {} },
  'job-discard': { arguments: 'ID', least: 1, options: {} },
  /** `--meta` is the table that names the rows of a .npy file. */
  'vectors-export': { arguments: '', least: 0, options: { model: 'whole', format: 'text', out: 'text', meta: 'text' } },
  /** Every listener with the bands they like. */
  'listeners-export': { arguments: '', least: 0, options: { out: 'text' } },
  'vectors-import': { arguments: 'FILE', least: 1, options: { meta: 'text', entity: 'text' } },
  search: { arguments: 'TEXT', least: 1, options: { kind: 'text', limit: 'whole' } },
  recommend: {
    arguments: '',
    least: 0,
    options: {
      artist: 'texts',
      track: 'texts',
      'not-artist': 'texts',
      kind: 'text',
      genre: 'texts',
      decade: 'texts',
      source: 'wholes',
      label: 'texts',
      feature: 'texts',
      owned: 'text',
      model: 'text',
      versions: 'text',
      limit: 'whole',
    },
  },
  /** Folders of audio files; --watch and --unwatch take their numbers. */
  'audio-folders': { arguments: '', least: 0, options: { watch: 'wholes', unwatch: 'wholes' } },
  /** Audio files that may be tracks of the library; --same and --different take the number in front. */
  'file-doubts': { arguments: '', least: 0, options: { same: 'texts', different: 'texts', limit: 'whole' } },
  /** What sources say of a track beyond its names. */
  facts: { arguments: 'TRACK', least: 1, options: {} },
  /** Every version of the work that a track is one of. */
  versions: { arguments: 'TRACK', least: 1, options: {} },
  'playlist-create': { arguments: 'NAME', least: 1, options: { track: 'texts', artist: 'texts' } },
  'playlist-import': { arguments: 'FILE', least: 1, options: { name: 'text' } },
  cleaning: { arguments: '', least: 0, options: {} },
  'cleaning-set': { arguments: 'RULE', least: 1, options: { on: 'text' } },
  suggestions: { arguments: '', least: 0, options: { limit: 'whole' } },
  spellings: { arguments: 'BAND', least: 1, options: {} },
  /** Who says what of a band's genres, or of a track's; each option is the listener's word on one. */
  genre: { arguments: 'BAND', least: 1, options: { title: 'text', is: 'texts', not: 'texts', forget: 'texts' } },
  'genre-corrections': { arguments: '', least: 0, options: {} },
  'genre-trust': { arguments: 'CLASSIFIER', least: 1, options: {} },
  'explicit-words': { arguments: '', least: 0, options: { add: 'texts', remove: 'texts', forget: 'texts' } },
  merge: { arguments: 'BAND', least: 1, options: { with: 'text' } },
  unmerge: { arguments: 'BAND', least: 1, options: { from: 'text' } },
  playlists: { arguments: '', least: 0, options: {} },
  'playlist-export': {
    arguments: 'ID',
    least: 1,
    options: {
      ...{ for: 'text', format: 'text', out: 'text', paths: 'text', swap: 'text', windows: 'text' },
      ...{ 'without-file': 'text', dashes: 'text', encoding: 'text' },
    },
  },
  doctor: { arguments: '', least: 0, options: {} },
  benchmark: {
    arguments: '',
    least: 0,
    options: {
      train: 'text',
      test: 'text',
      valid: 'text',
      model: 'text',
      set: 'texts',
      tune: 'text',
      k: 'whole',
      threads: 'whole',
      seed: 'whole',
    },
  },
  /** `--folder` names folders that the page may import. */
  serve: { arguments: '', least: 0, options: { port: 'whole', folder: 'texts' } },
} as const satisfies Record<string, { arguments: string; least: number; options: Record<string, OptionKind> }>

export type CommandName = keyof typeof commands

export type Invocation = {
  command: CommandName
  arguments: string[]
  library: string | undefined
  json: boolean
  text: (name: string) => string | undefined
  texts: (name: string) => string[]
  whole: (name: string) => number | undefined
  wholes: (name: string) => number[]
}

export const usage = [
  'Usage: npm run -s sidetrack -- COMMAND [OPTIONS]',
  '',
  ...Object.entries(commands).map(([name, { arguments: words, options }]) => {
    const named = Object.keys(options).map((option) => `[--${option} …]`)
    return `  ${[name, words, ...named].filter((part) => part !== '').join(' ')}`
  }),
  '',
  'Every command takes --library FOLDER and --json.',
].join('\n')

/** Whether the usage itself is what is wanted. */
export function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  const options = end === -1 ? argv : argv.slice(0, end)
  return argv[0] === 'help' || options.includes('--help') || options.includes('-h')
}

/** Read the arguments. Throws AppError bad-arguments with what was found and what was expected. */
export function readInvocation(argv: string[]): Invocation {
  // The library may be named before the command too.
  const ahead = argv[0] === '--library' ? 2 : argv[0]?.startsWith('--library=') ? 1 : 0
  const [name, ...rest] = [...argv.slice(ahead), ...argv.slice(0, ahead)]
  if (name === undefined || !Object.hasOwn(commands, name)) {
    throw new AppError('bad-arguments', name === undefined ? usage : `There is no command "${name}".\n\n${usage}`)
  }
  const command = name as CommandName
  const spec: { arguments: string; least: number; options: Record<string, OptionKind> } = commands[command]
  const { values, positionals } = parse(command, rest, spec.options)
  if (positionals.length < spec.least) {
    throw new AppError('bad-arguments', `${command} expects ${spec.arguments}.`)
  }
  if (positionals.length > 1 && spec.arguments !== 'PATH...' && spec.arguments !== 'TEXT') {
    throw new AppError('bad-arguments', `${command} takes one ${spec.arguments}; found also "${positionals[1]}".`)
  }
  if (positionals.length > 0 && spec.arguments === '') {
    throw new AppError('bad-arguments', `${command} takes no argument; found "${positionals[0]}".`)
  }
  const texts = (option: string) => ((values as Record<string, unknown>)[option] as string[] | undefined) ?? []
  const wholes = (option: string) => texts(option).map((value) => wholeNumber(option, value))
  return {
    command,
    arguments: positionals,
    library: values.library as string | undefined,
    json: values.json === true,
    text: (option) => texts(option).at(-1),
    texts,
    whole: (option) => wholes(option).at(-1),
    wholes,
  }
}

function parse(command: string, args: string[], options: Record<string, OptionKind>) {
  const known = Object.fromEntries(
    Object.entries(options).map(([name]) => [name, { type: 'string' as const, multiple: true }]),
  )
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { ...known, library: { type: 'string' }, json: { type: 'boolean' } },
    })
  } catch (cause) {
    const message = cause instanceof Error ? cause.message.split('. ')[0] : String(cause)
    throw new AppError('bad-arguments', `${command}: ${message}.`, { cause })
  }
}

/** A whole number as it was typed. */
export function wholeNumber(what: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new AppError('bad-arguments', `--${what} expects a whole number; found "${text}".`)
}

/** One of a few words. */
export function oneOf<T extends string>(what: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === text)
  if (choice !== undefined) return choice
  throw new AppError('bad-arguments', `${what} is one of ${choices.join(', ')}; found "${text}".`)
}

/** `name=value`, the value as a number or truth value where it reads as one. */
export function setting(pair: string): [string, number | string | boolean] {
  const at = pair.indexOf('=')
  if (at < 1) throw new AppError('bad-arguments', `--set expects name=value; found "${pair}".`)
  const value = pair.slice(at + 1)
  if (value === 'true' || value === 'false') return [pair.slice(0, at), value === 'true']
  return [pair.slice(0, at), value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value]
}

const mostMinutes = 24 * 60

/** Minutes to search for settings, where they were asked for. */
export function minutesOf(text: string | undefined): number | null {
  if (text === undefined) return null
  const minutes = Number(text)
  if (text.trim() !== '' && minutes > 0 && minutes <= mostMinutes) return minutes
  throw new AppError('bad-arguments', `--tune expects minutes, such as 20 or 0.5; found "${text}".`)
}
