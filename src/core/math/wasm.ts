/** Kernels in WebAssembly: choosing a build that this machine can run, and calling it over shared memory. */

/** Which build of a kernel runs: fused multiply-add, plain SIMD, or the TypeScript reference. */
export type KernelBuild = 'relaxed' | 'simd' | 'reference'

/** A compiled kernel and the memory that its arrays lie in; may be sent to another thread. */
export type Wasm = { module: WebAssembly.Module; memory: WebAssembly.Memory }

/**
 * Compile the best build of a kernel that the runtime accepts, or exactly the one asked for. Returns null where there is
 * none, so that the reference runs. `read` gives a build's bytes.
 */
export function compileKernel(
  read: (build: 'relaxed' | 'simd') => Uint8Array<ArrayBuffer>,
  wanted?: KernelBuild,
): WebAssembly.Module | null {
  const builds = wanted === undefined ? (['relaxed', 'simd'] as const) : wanted === 'reference' ? [] : [wanted]
  for (const build of builds) {
    const bytes = read(build)
    if (WebAssembly.validate(bytes)) return new WebAssembly.Module(bytes)
  }
  return null
}

/** The functions of a kernel over its memory. `T` is what the source in src/kernels exports. */
export function kernelExports<T extends object>({ module, memory }: Wasm): T {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as T
}

/** The address of an array that lies in a kernel's memory, in bytes. */
export function pointer(array: ArrayBufferView): number {
  return array.byteOffset
}
