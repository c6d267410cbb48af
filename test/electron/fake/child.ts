/**
 * A process that takes the built program for Electron's main process, and the built preload script for that of its page:
 * `electron` means the fake in both. A test drives it by messages.
 */
import { createRequire, registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [built = '', ...argv] = process.argv.slice(2)
const mainFake = new URL('./main-module.ts', import.meta.url).href
const preloadFake = new URL('./preload-module.ts', import.meta.url).href

registerHooks({
  resolve: (specifier, context, next) => {
    if (specifier !== 'electron') return next(specifier, context)
    const isPreload = context.parentURL?.endsWith('.cjs') ?? false
    return { url: isPreload ? preloadFake : mainFake, format: 'module-typescript', shortCircuit: true }
  },
})
// What Electron's command line is: its program, the folder of the app, and what the listener added.
process.argv = [process.execPath, built, ...argv]

const { becomeReady } = await import('./main-module.ts')
const { operations } = await import('./operations.ts')
type Operation = (...args: unknown[]) => unknown

process.on('message', async ({ id, name, args }: { id: number; name: keyof typeof operations; args: unknown[] }) => {
  try {
    const value = await (operations[name] as Operation)(...args)
    process.send?.({ id, value })
  } catch (fault) {
    process.send?.({ id, fault: fault instanceof Error ? fault.stack : String(fault) })
  }
})
process.on('disconnect', () => process.exit(0))

await import(pathToFileURL(join(built, 'out', 'main', 'index.js')).href)
becomeReady()
createRequire(import.meta.url)(join(built, 'out', 'preload', 'index.cjs'))
process.send?.({ loaded: true })
