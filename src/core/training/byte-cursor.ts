/** Bytes of a stream by count or up to a mark, for binary formats. */

export type ByteCursor = {
  /** The next `count` bytes, or as many as are left; they stay where they are. */
  peek: (count: number) => Promise<Buffer>
  /** The next `count` bytes, or as many as are left. */
  take: (count: number) => Promise<Buffer>
  /** Bytes before the next `mark`, which is passed over; null where none comes within `most` bytes. */
  until: (mark: number, most: number) => Promise<Buffer | null>
  /** Everything that is left. */
  rest: () => AsyncGenerator<Buffer>
}

export function byteCursor(chunks: AsyncIterator<Buffer>): ByteCursor {
  let held: Buffer = Buffer.alloc(0)
  const more = async (): Promise<boolean> => {
    const { value, done } = await chunks.next()
    if (done === true) return false
    held = held.length === 0 ? value : Buffer.concat([held, value])
    return true
  }
  const peek = async (count: number) => {
    while (held.length < count && (await more()));
    return held.subarray(0, count)
  }
  const take = async (count: number) => {
    const taken = await peek(count)
    held = held.subarray(taken.length)
    return taken
  }
  const until = async (mark: number, most: number) => {
    let at = held.indexOf(mark)
    while (at === -1 && held.length <= most && (await more())) at = held.indexOf(mark)
    if (at === -1 || at > most) return null
    const taken = held.subarray(0, at)
    held = held.subarray(at + 1)
    return taken
  }
  async function* rest(): AsyncGenerator<Buffer> {
    do {
      if (held.length > 0) yield held
      held = Buffer.alloc(0)
    } while (await more())
  }
  return { peek, take, until, rest }
}
