/** Starting the built program over the fake of Electron, and asking things of it. */
import { type ChildProcess, fork, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { GrantedFile } from '../../src/api/bridge.ts'
import type { Reply } from '../../src/api/errors.ts'
import type { Operations } from './fake/operations.ts'
import type { Setup } from './fake/world.ts'

export const root = resolve(import.meta.dirname, '../..')

export type App = {
  library: string
  /** Do one of test/electron/fake/operations.ts; throws what it throws. */
  do: <N extends keyof Operations>(
    name: N,
    ...args: Parameters<Operations[N]>
  ) => Promise<Awaited<ReturnType<Operations[N]>>>
  /** Ask again and again until the answer is right; throws after ten seconds. */
  until: <N extends keyof Operations>(
    name: N,
    isRight: (answer: Awaited<ReturnType<Operations[N]>>) => boolean,
  ) => Promise<Awaited<ReturnType<Operations[N]>>>
  /** Resolves to the exit code. */
  ended: Promise<number | null>
  stderr: () => string
  /** End the process however it stands and remove the library, unless the test brought it. */
  stop: () => Promise<void>
}

/** Make sure that what is built is what stands in the source. */
export function build(): void {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts', 'setup.mjs')], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}

type Options = Partial<Setup> & { library?: string; args?: string[]; program?: string; cwd?: string }

/** Start the program; resolves once its window is there, or it has ended. */
export async function startApp({
  library,
  args = [],
  program = root,
  cwd = root,
  ...setup
}: Options = {}): Promise<App> {
  const folder = library ?? mkdtempSync(join(tmpdir(), 'sidetrack-electron-'))
  const child = fork(join(import.meta.dirname, 'fake', 'child.ts'), [program, '--library', folder, ...args], {
    cwd,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, SIDETRACK_FAKE_ELECTRON: JSON.stringify(setup) },
  })
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (chunk) => {
    stderr += chunk
  })
  const ended = new Promise<number | null>((done) => child.once('exit', done))
  const ask = asker(child, () => stderr)
  const app: App = {
    library: folder,
    do: ask as App['do'],
    until: async (name, isRight) => {
      const deadline = Date.now() + 10_000
      for (;;) {
        const answer = await (ask as (name: string) => Promise<never>)(name)
        if (isRight(answer)) return answer
        if (Date.now() > deadline) throw new Error(`${name} stayed ${JSON.stringify(answer)} ${stderr}`)
        await new Promise((wait) => setTimeout(wait, 20))
      }
    },
    ended,
    stderr: () => stderr,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
      await ended
      if (library === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
  const loaded = new Promise<boolean>((done) => {
    child.on('message', (message: { loaded?: true }) => message.loaded && done(true))
    child.once('exit', () => done(false))
  })
  if (await loaded) await Promise.race([app.until('windows', (windows) => windows.length > 0), ended]).catch(() => {})
  return app
}

/** Import a table of 2,000 songs as the window does, work of a moment; the table is written into `folder`. */
export async function importSongs(app: App, folder: string): Promise<void> {
  const path = join(folder, 'songs.csv')
  const rows = Array.from({ length: 2000 }, (_, i) => `${i},${i % 9 === 0 ? 'Portishead' : `Band ${i % 90}`},Song ${i}`)
  writeFileSync(path, ['song_id,band,song_name', ...rows].join('\n'))
  await app.do('answer', { openDialog: [[path]] })
  const chosen = (await app.do('bridge', 'chooseFiles')) as Reply<GrantedFile[]>
  if (!chosen.ok) throw new Error(chosen.error.message)
  const started = await app.do('bridge', 'call', 'importStart', { files: chosen.value.map(({ ref }) => ref) })
  if (!(started as Reply<unknown>).ok) throw new Error(JSON.stringify(started))
}

function asker(child: ChildProcess, stderr: () => string) {
  const waiting = new Map<number, { done: (value: unknown) => void; fail: (fault: Error) => void }>()
  let next = 1
  child.on('message', ({ id, value, fault }: { id?: number; value?: unknown; fault?: string }) => {
    const asked = waiting.get(id ?? 0)
    waiting.delete(id ?? 0)
    if (fault === undefined) asked?.done(value)
    else asked?.fail(new Error(fault))
  })
  child.once('exit', (code) => {
    for (const { fail } of waiting.values()) fail(new Error(`The program ended with ${code}. ${stderr()}`))
  })
  return (name: string, ...args: unknown[]) =>
    new Promise<unknown>((done, fail) => {
      const id = next++
      waiting.set(id, { done, fail })
      child.send({ id, name, args }, (fault) => fault && fail(fault))
    })
}
