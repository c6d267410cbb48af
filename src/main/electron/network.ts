/** No way out: every request but those to the own bundle is cancelled, and Chromium is kept from making its own. */
import { app, type Session } from 'electron'
import { ownOrigin } from './protocol.ts'

/** Switches that Chromium reads before it starts; names do not resolve, not even for requests it makes by itself. */
export function quietChromium(): void {
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
  app.commandLine.appendSwitch('disable-background-networking')
  app.commandLine.appendSwitch('disable-component-update')
  app.commandLine.appendSwitch('disable-domain-reliability')
  app.commandLine.appendSwitch('no-pings')
}

/** Cancel what a session asks of anything but the bundle; dictionaries and downloads too. */
export function blockNetwork(session: Session): void {
  session.webRequest.onBeforeRequest(({ url }, callback) => callback({ cancel: !isOwn(url) }))
  session.setSpellCheckerEnabled(false)
  session.on('will-download', (event) => event.preventDefault())
}

/** True for what never leaves the process: the bundle and the page's own bytes, while developing its tools too. */
function isOwn(url: string): boolean {
  const own = [`${ownOrigin}/`, `blob:${ownOrigin}/`, 'data:', ...(app.isPackaged ? [] : ['devtools://devtools/'])]
  return own.some((start) => url.startsWith(start))
}
