/** The file by which programs of the same user find a host that runs: `{url, port, token, pid}`, theirs alone to read. */
import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'

const RunningHost = z.object({
  url: z.string().regex(/^http:\/\/127\.0\.0\.1:\d{1,5}\/$/),
  port: z.number().int().min(1).max(65_535),
  token: z.string().regex(/^[\w-]{43}$/),
  pid: z.number().int().positive(),
})
export type RunningHost = z.infer<typeof RunningHost>

/** Where the host of a library keeps its token. */
export function tokenFilePath(library: string): string {
  return join(library, 'web-host.json')
}

/** Write the token file whole or not at all, readable by this user only. */
export async function writeTokenFile(path: string, host: RunningHost): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const fresh = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await writeFile(fresh, `${JSON.stringify(host)}\n`, { mode: 0o600, flag: 'wx' })
    await rename(fresh, path)
  } catch (fault) {
    await rm(fresh, { force: true })
    throw fault
  }
}

/** Remove the token file if it is still this host's own; works in an exit handler. */
export function removeTokenFile(path: string, token: string): void {
  try {
    if (parseTokenFile(readFileSync(path, 'utf8'))?.token === token) rmSync(path, { force: true })
  } catch {
    // Gone already.
  }
}

/** Read a token file; null where there is none, it is not whole, or the program that wrote it has ended. */
export async function readTokenFile(path: string): Promise<RunningHost | null> {
  const host = parseTokenFile(await readFile(path, 'utf8').catch(() => ''))
  return host !== null && isAlive(host.pid) ? host : null
}

function parseTokenFile(text: string): RunningHost | null {
  try {
    return RunningHost.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** A program of another user cannot be the one: it could not have written the file. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Ask a running host for a fresh address that opens one window; null where it does not answer. */
export async function freshAddress(host: RunningHost): Promise<string | null> {
  try {
    const response = await fetch(`${host.url}api/code`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${host.token}`, 'Content-Type': 'application/json' },
      body: '{}',
      redirect: 'error',
      signal: AbortSignal.timeout(2000),
    })
    const reply = (await response.json()) as { value?: { code?: string } }
    return response.ok && reply.value?.code ? `${host.url}#code=${reply.value.code}` : null
  } catch {
    return null
  }
}
