/**
 * Builds the kernels (src/kernels, AssemblyScript) into resources/kernels, each twice: with relaxed SIMD, and with plain
 * SIMD for where the runtime lacks it. The same sources give the same bytes.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import asc from 'assemblyscript/asc'

const root = resolve(import.meta.dirname, '..')
const sources = 'src/kernels'
const flavours = { relaxed: 'simd,relaxed-simd,threads', simd: 'simd,threads' }

/** One shared memory per model, up to the 4 GiB that an address reaches; the first KiB is nobody's. */
const options = [
  ['--optimizeLevel', '3', '--shrinkLevel', '0', '--converge', '--noAssert', '--runtime', 'stub'],
  ['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536', '--memoryBase', '1024'],
].flat()

/** Compile every kernel, or only the named ones; resolves to the files' bytes by name. Throws what the compiler says. */
export async function buildKernels(names = kernelNames()) {
  const files = new Map()
  for (const name of names) {
    for (const [flavour, features] of Object.entries(flavours)) {
      files.set(`${name}.${flavour}.wasm`, await compile(`${sources}/${name}.ts`, features))
    }
  }
  return files
}

/** Every file of src/kernels is one kernel; what they share lies in a folder below. */
export function kernelNames() {
  const files = readdirSync(join(root, sources), { withFileTypes: true }).filter((entry) => entry.isFile())
  return files
    .map((entry) => entry.name)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => basename(name, '.ts'))
}

async function compile(source, features) {
  let binary = null
  const args = [source, '--baseDir', root, '--outFile', 'kernel.wasm', '--enable', features, ...options]
  const { error, stderr } = await asc.main(args, {
    writeFile: (name, contents) => {
      if (name === 'kernel.wasm') binary = contents
    },
  })
  if (error !== null || binary === null) throw new Error(`${source}: ${stderr.toString() || error?.message}`)
  return binary
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = join(root, 'resources', 'kernels')
  mkdirSync(folder, { recursive: true })
  for (const [name, bytes] of await buildKernels()) {
    writeFileSync(join(folder, name), bytes)
    console.log(`${name}: ${bytes.length} bytes`)
  }
}
