/** What is shipped is what the sources say. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

test('building the kernels again gives exactly the shipped bytes, and no shipped kernel is without a source', async () => {
  const script = await import(pathToFileURL(join(root, 'scripts', 'build-kernels.mjs')).href)
  const built: Map<string, Uint8Array> = await script.buildKernels()
  const folder = join(root, 'resources', 'kernels')
  expect(readdirSync(folder).sort()).toEqual([...built.keys()].sort())
  for (const [name, bytes] of built) expect(Buffer.compare(readFileSync(join(folder, name)), bytes), name).toBe(0)
})
