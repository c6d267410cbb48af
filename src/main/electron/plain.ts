/** How much plain data weighs. Electron carries more than JSON: loops, maps, buffers and keys that name prototypes. */

const deepest = 64
const forbidden = new Set(['__proto__', 'constructor', 'prototype'])

/** Weigh a value about as JSON would; it is looked at no further than the cap. */
export function plainBytes(value: unknown, most: number): number | 'too-large' | 'not-plain' {
  let bytes = 0
  let plain = true
  const add = (more: number) => {
    bytes += more
    return bytes <= most
  }
  /** False ends the walk: too much, or not plain. */
  const walk = (part: unknown, depth: number): boolean => {
    if (typeof part === 'string') return add(part.length > most ? part.length : Buffer.byteLength(part) + 2)
    if (part === null || part === undefined || typeof part === 'boolean') return add(4)
    if (typeof part === 'number' && Number.isFinite(part)) return add(8)
    if (typeof part === 'object' && depth < deepest) {
      if (Array.isArray(part)) {
        // A sparse list says that it is long without being it.
        return add(2 + part.length) && hasOnlyItems(part) && part.every((item) => walk(item, depth + 1))
      }
      const prototype = Object.getPrototypeOf(part)
      if (prototype === Object.prototype || prototype === null) {
        return add(2) && Object.entries(part).every(([key, item]) => walkKey(key) && walk(item, depth + 1))
      }
    }
    plain = false
    return false
  }
  const walkKey = (key: string): boolean => {
    if (!forbidden.has(key)) return walk(key, deepest)
    plain = false
    return false
  }
  const hasOnlyItems = (list: unknown[]): boolean => {
    if (Object.keys(list).length === list.length) return true
    plain = false
    return false
  }
  if (walk(value, 0)) return bytes
  return plain ? 'too-large' : 'not-plain'
}
