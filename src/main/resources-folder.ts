/** The folders that belong to the program, found alike from the source tree and from the built one. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

const fromSource = import.meta.filename.endsWith('.ts')

/** Find the folder that holds package.json; throws where the program was torn out of its folder. */
export function projectFolder(): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error('Sidetrack cannot find its own files. Install it again.')
    folder = parent
  }
  return folder
}

/** What is shipped beside the code: samples, migrations, kernels. Read-only. */
export function resourcesFolder(): string {
  return join(projectFolder(), 'resources')
}

/** Where the thread entries lie: `.ts` files in the source tree, `.js` files once built. */
export function workersFolder(): string {
  return fromSource ? join(projectFolder(), 'src', 'workers') : join(projectFolder(), 'out', 'main')
}

/** The built window. */
export function windowFolder(): string {
  return join(projectFolder(), 'out', 'renderer')
}
