/** The parts of WebAssembly that kernels use; Node's types leave them out, and the browser's would bring the window in. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: BufferSource)
  }
  class Memory {
    constructor(pages: { initial: number; maximum: number; shared: true })
    readonly buffer: SharedArrayBuffer
    grow(pages: number): number
  }
  class Instance {
    constructor(module: Module, imports: { env: { memory: Memory } })
    readonly exports: object
  }
  type BufferSource = ArrayBufferView<ArrayBuffer> | ArrayBuffer
  function validate(bytes: BufferSource): boolean
}
