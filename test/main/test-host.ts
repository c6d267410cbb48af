/** A web host over a core in memory: calls answer with what they were asked, so that only the host is under test. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EventName } from '../../src/api/contract.ts'
import type { FileRef } from '../../src/api/schemas.ts'
import type { CorePort } from '../../src/main/core-port.ts'
import type { Limits } from '../../src/main/web/limits.ts'
import { startWebHost, type WebHost } from '../../src/main/web/server.ts'

export const downloadRef = `f-${'0'.repeat(16)}`
export const grantedRef: FileRef = `f-${'1'.repeat(16)}`

export type TestHost = WebHost & {
  folder: string
  tokenFile: string
  core: CorePort
  granted: { path: string; name: string | undefined }[]
  emit: (event: EventName, payload: unknown) => void
  /** The most calls that were at work at one time. */
  mostLive: () => number
  end: () => Promise<void>
}

/** A core whose calls take `callMs`; `recommend` knows one band, and `settings` breaks in a way nobody foresaw. */
function memoryCore(folder: string, callMs: number) {
  const listeners = new Set<(event: EventName, payload: unknown) => void>()
  const granted: TestHost['granted'] = []
  let live = 0
  let most = 0
  const core: CorePort = {
    call: async (method, args) => {
      live += 1
      most = Math.max(most, live)
      if (callMs > 0) await new Promise((resolve) => setTimeout(resolve, callMs))
      live -= 1
      if (method === 'settings') throw new Error(`SELECT * FROM secret at ${folder}/user.sqlite`)
      if (method === 'recommend' && JSON.stringify(args).includes('Nobody')) {
        return { ok: false, error: { code: 'artist-not-found', message: 'No band is called Nobody.' } }
      }
      return { ok: true, value: { method, args } }
    },
    on: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    offerFolder: async () => 'f-0000000000000000',
    grantRead: async (path, name) => {
      granted.push({ path, name })
      return grantedRef
    },
    grantWrite: async () => grantedRef,
    download: async (ref) => {
      return ref === downloadRef ? { path: join(folder, 'list.m3u8'), name: 'Für "Elise"\r\n.m3u8' } : null
    },
    uploadFolder: join(folder, 'uploads'),
    close: async () => {},
  }
  const emit = (event: EventName, payload: unknown) => {
    for (const listener of listeners) listener(event, payload)
  }
  return { core, granted, emit, mostLive: () => most }
}

async function writeWindow(folder: string): Promise<void> {
  await mkdir(join(folder, 'assets'), { recursive: true })
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Sidetrack</title>')
  await writeFile(join(folder, 'assets', 'main.js'), 'export {}')
  await writeFile(join(folder, 'secret.txt'), 'not on the list')
  const sha256 = 'a'.repeat(64)
  const files = [
    { path: 'index.html', type: 'text/html; charset=utf-8', sha256 },
    { path: 'assets/main.js', type: 'text/javascript; charset=utf-8', sha256 },
  ]
  await writeFile(join(folder, 'files.json'), JSON.stringify(files))
}

/** Start a host in a new temporary folder. */
export async function startTestHost(limits: Partial<Limits> = {}, { callMs = 0 } = {}): Promise<TestHost> {
  const folder = await mkdtemp(join(tmpdir(), 'sidetrack-web-'))
  await writeWindow(join(folder, 'window'))
  await writeFile(join(folder, 'list.m3u8'), '#EXTM3U\n')
  const memory = memoryCore(folder, callMs)
  const tokenFile = join(folder, 'web-host.json')
  const host = await startWebHost({ core: memory.core, assets: join(folder, 'window'), tokenFile, limits })
  const end = async () => {
    await host.close()
    await rm(folder, { recursive: true, force: true })
  }
  return { ...host, ...memory, folder, tokenFile, end }
}

/** Exchange a fresh one-use code for a session; resolves to the Cookie header's value. */
export async function openSession(host: WebHost): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${host.port}/api/session`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${host.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ code: host.newUrl().split('#code=')[1] }),
  })
  return (response.headers.get('set-cookie') ?? '').split(';')[0] as string
}
