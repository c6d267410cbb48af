/** The web transport: calls by POST, events by WebSocket, files by upload and download; all on the page's own origin. */
import type { EventName } from '#api/contract.ts'
import { AppError, type ErrorReply, errorCodes, type Reply } from '#api/errors.ts'
import type { FileRef } from '#api/schemas.ts'
import type { Host } from './host.ts'

type Listener = (event: EventName, payload: unknown) => void

const lost: ErrorReply = {
  code: 'offline',
  message: 'Sidetrack is not answering. Start it again, then reload this page.',
}
const refused: ErrorReply = {
  code: 'permission-denied',
  message: 'This page has no key to Sidetrack. Open the address that Sidetrack printed when it started.',
}

function asReply<T>(status: number, text: string): Reply<T> {
  try {
    const parsed = JSON.parse(text) as Reply<T>
    if (parsed.ok === true) return parsed
    if (parsed.ok === false && errorCodes.includes(parsed.error.code)) return parsed
  } catch {
    // Not JSON: the status says what happened.
  }
  return { ok: false, error: status === 401 || status === 403 ? refused : lost }
}

async function post<T>(path: string, body: unknown): Promise<Reply<T>> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return asReply(response.status, await response.text())
  } catch {
    return { ok: false, error: lost }
  }
}

/** One socket for every subscriber; opens again after a break, and then says that anything may have changed. */
function eventStream(): Pick<Host, 'on' | 'onConnection'> {
  const watchers = new Set<(alive: boolean) => void>()
  const alive = (isAlive: boolean) => {
    for (const watcher of watchers) watcher(isAlive)
  }
  const listeners = new Set<Listener>()
  const tell: Listener = (event, payload) => {
    for (const listener of listeners) listener(event, payload)
  }
  let open = false
  let wait = 500
  const connect = (again: boolean) => {
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/events`)
    socket.onopen = () => {
      wait = 500
      alive(true)
      if (again) {
        tell('libraryChanged', {})
        tell('playlistsChanged', {})
      }
    }
    socket.onmessage = (message) => {
      const { event, payload } = JSON.parse(String(message.data)) as { event: EventName; payload: unknown }
      tell(event, payload)
    }
    socket.onclose = () => {
      alive(false)
      setTimeout(() => connect(true), wait)
      wait = Math.min(wait * 2, 8000)
    }
  }
  const on: Host['on'] = (listener) => {
    listeners.add(listener)
    if (!open) {
      open = true
      connect(false)
    }
    return () => listeners.delete(listener)
  }
  return { on, onConnection: (watcher) => void watchers.add(watcher) }
}

/** XMLHttpRequest and not fetch: only it tells how far an upload is. */
function upload(file: File, progress: (fraction: number) => void, signal: AbortSignal): Promise<FileRef> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/upload?name=${encodeURIComponent(file.name)}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.onprogress = (event) => {
      if (event.lengthComputable && event.total > 0) progress(event.loaded / event.total)
    }
    request.onload = () => {
      const reply = asReply<{ ref: FileRef }>(request.status, request.responseText)
      if (reply.ok) resolve(reply.value.ref)
      else reject(new AppError(reply.error.code, reply.error.message))
    }
    request.onerror = () => reject(new AppError(lost.code, lost.message))
    request.onabort = () => reject(new AppError('cancelled', 'The file was not taken in.'))
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })
}

async function exchangeCode(): Promise<void> {
  const code = /^#code=([^&]+)/.exec(location.hash)?.[1]
  if (!code) return
  await post('/api/session', { code: decodeURIComponent(code) })
  history.replaceState(null, '', location.pathname)
}

export function webHost(): Host {
  return {
    kind: 'web',
    start: exchangeCode,
    call: (method, args) => post(`/api/call/${method}`, args),
    ...eventStream(),
    takeFile: upload,
    chooseFolder: null,
    saveFile: async (ref, name) => {
      const link = document.createElement('a')
      link.href = `/api/files/${ref}`
      link.download = name
      link.click()
    },
  }
}
