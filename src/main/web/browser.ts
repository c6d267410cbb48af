/** Opening a page in the listener's browser, where there is one. */
import { spawn } from 'node:child_process'

/** Open an address in the default browser; does nothing where there is none. */
export function openBrowser(url: string, platform: NodeJS.Platform = process.platform): void {
  const command = browserCommand(url, platform)
  if (command === null) return
  try {
    const child = spawn(command.program, command.args, {
      stdio: 'ignore',
      detached: true,
      windowsHide: true,
      // `start` takes its first quoted word for a window title; Node's own quoting would break the empty one.
      windowsVerbatimArguments: true,
    })
    child.on('error', () => {})
    child.unref()
  } catch {
    // The address is printed as well.
  }
}

function browserCommand(url: string, platform: NodeJS.Platform): { program: string; args: string[] } | null {
  if (platform === 'darwin') return { program: 'open', args: [url] }
  if (platform === 'win32') return { program: 'cmd.exe', args: ['/d', '/c', 'start', '""', `"${url}"`] }
  const screen = process.env.DISPLAY || process.env.WAYLAND_DISPLAY
  return screen ? { program: 'xdg-open', args: [url] } : null
}
