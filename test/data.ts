/** Where the development data lies: $SIDETRACK_DATA, by default ../shared/data beside the project. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const root = process.env.SIDETRACK_DATA ?? join(import.meta.dirname, '../../shared/data')

/** The path of a development data file such as `hetrec2011-lastfm-2k/tags.dat.gz`. */
export function dataPath(...parts: string[]): string {
  return join(root, ...parts)
}

/** False, with a loud word on standard error, where the development data is not on this machine. */
export function hasData(folder: string): boolean {
  if (existsSync(dataPath(folder))) return true
  process.stderr.write(`\nSKIPPED: no development data at ${dataPath(folder)}. Set SIDETRACK_DATA to its folder.\n`)
  return false
}
