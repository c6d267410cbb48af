/** `benchmark`: files in, one JSON line out; needs no library. */
import { availableParallelism } from 'node:os'
import { AppError } from '../api/errors.ts'
import { startBenchmark } from '../main/benchmark-port.ts'
import { type Invocation, minutesOf, setting } from './options.ts'

const mostThreads = 64

/** Run what the arguments ask for. Throws AppError bad-arguments, file-not-found, cancelled, training-diverged. */
export async function benchmark(invocation: Invocation, workers: string): Promise<unknown> {
  const stop = new AbortController()
  const onSignal = () => stop.abort()
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  try {
    return await startBenchmark({
      request: {
        train: fileOf(invocation, 'train'),
        test: fileOf(invocation, 'test'),
        valid: invocation.text('valid') ?? null,
        model: fileOf(invocation, 'model'),
        set: Object.fromEntries(invocation.texts('set').map(setting)),
        k: between('k', invocation.whole('k') ?? 20, 1, 1000),
        seed: between('seed', invocation.whole('seed') ?? 1, 0, 4_294_967_295),
        tuneMinutes: minutesOf(invocation.text('tune')),
      },
      threads: between('threads', invocation.whole('threads') ?? Math.min(availableParallelism(), 8), 1, mostThreads),
      workers,
      onProgress: progressWriter(),
      signal: stop.signal,
    })
  } finally {
    if (process.stderr.isTTY) process.stderr.write('\n')
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
}

function fileOf(invocation: Invocation, option: string): string {
  const value = invocation.text(option)
  if (value !== undefined && value !== '') return value
  throw new AppError(
    'bad-arguments',
    `benchmark expects --train FILE --test FILE --model NAME; --${option} is missing.`,
  )
}

function between(option: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value
  throw new AppError('bad-arguments', `--${option} is a whole number from ${least} to ${most}; found ${value}.`)
}

/** A terminal rewrites its line; a log gets a line for each new thing. */
function progressWriter(): (what: string, fraction: number) => void {
  let shown = ''
  return (what, fraction) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${what} ${Math.round(fraction * 100)} %`)
    else if (what !== shown) process.stderr.write(`${what}\n`)
    shown = what
  }
}
