/** Kernels as they are shipped: one file a build in the folder `kernels` of the shipped files. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileKernel, type KernelBuild } from '#core/math/wasm.ts'

/** Compile the kernel of src/kernels with this name; null where its TypeScript reference has to do. */
export function shippedKernel(resources: string, name: string, build?: KernelBuild): WebAssembly.Module | null {
  return compileKernel(
    (each) => new Uint8Array(readFileSync(join(resources, 'kernels', `${name}.${each}.wasm`))),
    build,
  )
}
