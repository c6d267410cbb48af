/** `app://bundle/`: the built window from the build-time list, with the same headers as the loopback host sends. */
import { protocol } from 'electron'
import { securityHeaders } from '../web/replies.ts'
import { loadStaticFiles, type StaticFiles } from '../web/static-files.ts'

const scheme = 'app'
export const ownOrigin = `${scheme}://bundle`

/** Give the scheme an origin of its own, so that `'self'` means the bundle; before the app is ready. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Serve the built window in this folder. Throws where it is not built. */
export async function serveWindow(folder: string): Promise<void> {
  const files = await loadStaticFiles(folder)
  if (!files.has('/')) throw new Error('The window is not built. Run npm run build.')
  protocol.handle(scheme, (request) => answer(files, request))
}

/** Answer from the list: the address is compared as sent, nothing is decoded or resolved. */
function answer(files: StaticFiles, { method, url }: Request): Response {
  const own = url.startsWith(`${ownOrigin}/`)
  const path = url.slice(ownOrigin.length).split(/[?#]/, 1)[0] as string
  const file = own ? files.get(path) : undefined
  if (method !== 'GET' && method !== 'HEAD') return reply(405, null, 'text/plain; charset=utf-8')
  if (file === undefined) return reply(404, null, 'text/plain; charset=utf-8')
  return reply(200, method === 'HEAD' ? null : new Uint8Array(file.bytes), file.type)
}

function reply(status: number, body: Uint8Array<ArrayBuffer> | null, type: string): Response {
  return new Response(body, { status, headers: { ...securityHeaders, 'Content-Type': type } })
}
