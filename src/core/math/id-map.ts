/** External ids to row ids, in typed arrays where ids are whole numbers: 12 bytes an entry over the load factor. */

export type ExternalId = number | string

/** A whole number written the plain way becomes a number, anything else stays text; both forms never mean the same id. */
export function externalId(text: string): ExternalId {
  return /^(?:0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text
}

/** A growing map from external ids to positive 32-bit row ids. `get` answers 0 for an unknown id. */
export class IdMap {
  #keys: Float64Array
  #values: Int32Array
  #count = 0
  readonly #texts = new Map<string, number>()

  constructor(capacity = 1024) {
    const size = slots(capacity)
    this.#keys = new Float64Array(size)
    this.#values = new Int32Array(size)
  }

  get size(): number {
    return this.#count + this.#texts.size
  }

  get(id: ExternalId): number {
    if (typeof id === 'string') return this.#texts.get(id) ?? 0
    return this.#values[this.#slot(this.#keys, this.#values, id)] as number
  }

  /** Remember `row` (≥ 1) under `id`, replacing what was there. */
  set(id: ExternalId, row: number): void {
    if (typeof id === 'string') {
      // A copy: an id cut from a block of text would keep the whole block in memory.
      this.#texts.set(Buffer.from(id, 'utf8').toString('utf8'), row)
      return
    }
    const slot = this.#slot(this.#keys, this.#values, id)
    if (this.#values[slot] === 0) {
      this.#count += 1
      this.#keys[slot] = id
    }
    this.#values[slot] = row
    if (this.#count * 10 > this.#keys.length * 7) this.#grow()
  }

  /** The slot that holds `id`, or the free slot where it belongs. A value of 0 marks a free slot. */
  #slot(keys: Float64Array, values: Int32Array, id: number): number {
    const mask = keys.length - 1
    let slot = (Math.imul(id | 0, 0x9e3779b1) ^ Math.imul((id / 4294967296) | 0, 0x85ebca6b)) & mask
    while (values[slot] !== 0 && keys[slot] !== id) slot = (slot + 1) & mask
    return slot
  }

  #grow(): void {
    const keys = new Float64Array(this.#keys.length * 2)
    const values = new Int32Array(keys.length)
    for (let i = 0; i < this.#keys.length; i += 1) {
      const value = this.#values[i] as number
      if (value === 0) continue
      const id = this.#keys[i] as number
      const slot = this.#slot(keys, values, id)
      keys[slot] = id
      values[slot] = value
    }
    this.#keys = keys
    this.#values = values
  }
}

function slots(capacity: number): number {
  let size = 1024
  while (size * 7 < capacity * 10) size *= 2
  return size
}
