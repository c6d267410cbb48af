/** The command line: arguments to the contract, results to text or JSON. Stdout is the result only. */
import { connect } from '../api/client.ts'
import { AppError, type ErrorReply, toErrorReply } from '../api/errors.ts'
import { openCore } from '../main/core-port.ts'
import { libraryFolder } from '../main/library-folder.ts'
import { windowFolder, workersFolder } from '../main/resources-folder.ts'
import { serve } from '../main/web/serve.ts'
import { benchmark } from './benchmark.ts'
import { commandTable, type Output } from './commands.ts'
import { asksForHelp, type CommandName, type Invocation, readInvocation, usage } from './options.ts'

/** Exit codes, stable: 0 done or partial, 1 a fault, 2 bad usage, 3 every file rejected, 4 not found, 5 cancelled or paused, 6 in use. */
const exitCodes: Partial<Record<ErrorReply['code'], number>> = {
  'bad-arguments': 2,
  'artist-not-found': 4,
  'track-not-found': 4,
  'playlist-not-found': 4,
  'source-not-found': 4,
  'model-not-found': 4,
  'filter-not-found': 4,
  'file-not-found': 4,
  'job-not-found': 4,
  cancelled: 5,
  'library-in-use': 6,
}

const readingCommands: ReadonlySet<CommandName> = new Set([
  'sources',
  'models',
  'jobs',
  'search',
  'recommend',
  'playlists',
  'doctor',
])

const toStdout = (text: string) => process.stdout.write(`${text}\n`)
const toStderr = (text: string) => process.stderr.write(`${text}\n`)

async function run(invocation: Invocation): Promise<number> {
  const library = libraryFolder(invocation.library)
  const workers = workersFolder()
  if (invocation.command === 'serve') {
    await serve({
      library,
      port: invocation.whole('port'),
      folders: invocation.texts('folder'),
      workers,
      assets: windowFolder(),
      write: toStdout,
    })
    return 0
  }
  if (invocation.command === 'benchmark') {
    toStdout(JSON.stringify(await benchmark(invocation, workers)))
    return 0
  }
  const mode = readingCommands.has(invocation.command) ? 'read' : 'write'
  const core = await openCore({ library, mode, workers, host: 'command line' })
  try {
    const output = await commandTable[invocation.command]({ api: connect(core), core, invocation })
    print(invocation, output)
    return output.exitCode ?? 0
  } finally {
    await core.close()
  }
}

function print(invocation: Invocation, output: Output): void {
  toStdout(invocation.json ? JSON.stringify(output.result) : output.text)
}

/** A refusal is a result too: JSON on stdout where JSON was asked for, plain words on stderr elsewhere. */
function refuse(json: boolean, error: ErrorReply): number {
  if (json) toStdout(JSON.stringify({ error }))
  else {
    toStderr(error.message)
    if (error.suggestions !== undefined && error.suggestions.length > 0) {
      toStderr(`Did you mean: ${error.suggestions.join(', ')}?`)
    }
  }
  return exitCodes[error.code] ?? 1
}

async function main(argv: string[]): Promise<number> {
  if (asksForHelp(argv)) {
    toStdout(usage)
    return 0
  }
  const json = argv.includes('--json')
  try {
    return await run(readInvocation(argv))
  } catch (thrown) {
    if (!(thrown instanceof AppError))
      toStderr(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown))
    return refuse(json, toErrorReply(thrown))
  }
}

// Whoever read the result may have gone, as `head` does: there is nobody left to tell.
process.stdout.on('error', () => process.exit())
process.stderr.on('error', () => {})
process.exitCode = await main(process.argv.slice(2))
// Piped output may be written in the background: leave only once it has been.
await new Promise((resolve) => process.stdout.write('', resolve))
process.exit()
