/** A growing list of 32-bit integers, 4 bytes each and at most as much again in reserve. */
export class IntList {
  #values = new Int32Array(1024)
  #length = 0

  get length(): number {
    return this.#length
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Int32Array(Math.ceil(this.#values.length * 1.6))
      grown.set(this.#values)
      this.#values = grown
    }
    this.#values[this.#length++] = value
  }

  /** The values, as a view that the next push may invalidate. */
  view(): Int32Array {
    return this.#values.subarray(0, this.#length)
  }
}
