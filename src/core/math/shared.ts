/** Arrays that threads can share. */

/** Zeroed whole numbers. */
export function sharedInt32(length: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(length * 4))
}

/** Zeroed floats. */
export function sharedFloat32(length: number): Float32Array<SharedArrayBuffer> {
  return new Float32Array(new SharedArrayBuffer(length * 4))
}

/** Zeroed doubles. */
export function sharedFloat64(length: number): Float64Array<SharedArrayBuffer> {
  return new Float64Array(new SharedArrayBuffer(length * 8))
}

/** The same numbers where threads can share them: `values` itself when they can already. */
export function inSharedMemory<T extends Int32Array | Float32Array | Float64Array>(values: T): T {
  if (values.buffer instanceof SharedArrayBuffer) return values
  const make = values.constructor as new (buffer: SharedArrayBuffer) => T
  const shared = new make(new SharedArrayBuffer(values.byteLength))
  shared.set(values)
  return shared
}
