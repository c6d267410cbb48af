/** The command line and its host as real processes, run from the source tree. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

export const root = resolve(import.meta.dirname, '../..')
export const entry = join(root, 'src', 'cli', 'index.ts')
/** Node keeps what it has compiled here, which halves the time that a command takes to start. */
export const environment = { ...process.env, NODE_COMPILE_CACHE: join(root, '.cache', 'compiled') }

export type Ended = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }
export type Running = { child: ChildProcess; ended: Promise<Ended>; said: (text: string) => Promise<void> }

/** Start a command. `said` resolves once stderr holds a text; a process that ends first rejects it. */
export function startCli(args: readonly string[], command = [process.execPath, entry]): Running {
  const [program = '', ...first] = command
  const child = spawn(program, [...first, ...args], { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    stderr += chunk
    child.emit('said')
  })
  const ended = new Promise<Ended>((done, fail) => {
    child.once('error', fail)
    child.once('close', (code, signal) => done({ code, signal, stdout, stderr }))
  })
  const said = async (text: string) => {
    while (!stderr.includes(text)) {
      if (child.exitCode !== null) throw new Error(`ended without saying "${text}": ${stdout}${stderr}`)
      await Promise.race([once(child, 'said'), once(child, 'exit')])
    }
  }
  return { child, ended, said }
}

/** Run a command to its end. */
export function runCli(args: readonly string[]): Promise<Ended> {
  return startCli(args).ended
}

export type Served = { url: string; port: number; token: string; pid: number; child: ChildProcess; firstLine: string }

/** Start `serve` on a library and wait for its first line. */
export async function startServe(library: string): Promise<Served> {
  const child = spawn(process.execPath, [entry, 'serve', '--library', library], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    stderr += chunk
  })
  const firstLine = await new Promise<string>((done, fail) => {
    createInterface({ input: child.stdout }).once('line', done)
    child.once('exit', (code) => fail(new Error(`serve ended with ${code}: ${stderr}`)))
  })
  return { ...JSON.parse(firstLine), pid: child.pid as number, child, firstLine }
}

/** Send a signal and wait for the end; resolves to the exit code and how long it took. */
export async function endWith(
  child: ChildProcess,
  signal: NodeJS.Signals,
): Promise<{ code: number | null; milliseconds: number }> {
  const started = performance.now()
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, 'exit')
    child.kill(signal)
    await exit
  }
  return { code: child.exitCode, milliseconds: performance.now() - started }
}
