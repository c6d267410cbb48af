/** Where a listener's library lies when no folder was named. */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

type Surroundings = { platform: NodeJS.Platform; env: NodeJS.ProcessEnv; home: string }

/** Find the folder for Sidetrack in this system's application-data folder; it may not exist yet. */
export function defaultLibraryFolder(
  { platform, env, home }: Surroundings = { platform: process.platform, env: process.env, home: homedir() },
): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Sidetrack')
  if (platform === 'win32') return join(env.APPDATA || join(home, 'AppData', 'Roaming'), 'Sidetrack')
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'sidetrack')
}

/** Make the named library folder absolute, or fall back to the default one. */
export function libraryFolder(named?: string): string {
  return named === undefined || named === '' ? defaultLibraryFolder() : resolve(named)
}
