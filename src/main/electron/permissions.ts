/** The page may do nothing but copy text, go nowhere, open nothing and embed nothing. */
import { type App, type Session, shell, type WebContents } from 'electron'
import { ownOrigin } from './protocol.ts'

/** Where the native menu may send the listener's browser; the page cannot. */
const listedHosts = new Set(['grouplens.org'])

/** Deny every permission but writing plain text or an image to the clipboard. */
export function denyPermissions(session: Session): void {
  const allowed = (permission: string, origin: string) =>
    permission === 'clipboard-sanitized-write' && isOwnPage(origin)
  session.setPermissionRequestHandler((_contents, permission, callback, { requestingUrl }) =>
    callback(allowed(permission, requestingUrl ?? '')),
  )
  session.setPermissionCheckHandler((_contents, permission, origin) => allowed(permission, origin))
  session.setDevicePermissionHandler(() => false)
}

/** Keep every page of the application, whoever made it, where it is. */
export function denyNavigation(app: App): void {
  app.on('web-contents-created', (_event, contents) => confine(contents))
}

function confine(contents: WebContents): void {
  const deny = (event: { preventDefault: () => void }) => event.preventDefault()
  contents.on('will-navigate', deny)
  contents.on('will-frame-navigate', deny)
  contents.on('will-redirect', deny)
  contents.on('will-attach-webview', deny)
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  // WebRTC goes around the session's requests; without a proxy this leaves it no way.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
}

/** True where this address or origin is the bundle's. */
export function isOwnPage(address: string): boolean {
  return address === ownOrigin || address.startsWith(`${ownOrigin}/`)
}

/** Show a page in the listener's browser if it is https and its host is listed; false where it is not. */
export function openExternal(address: string): boolean {
  const url = URL.parse(address)
  if (url?.protocol !== 'https:' || url.username !== '' || url.port !== '' || !listedHosts.has(url.hostname))
    return false
  void shell.openExternal(url.href)
  return true
}
