/** Wrong tokens wait before they are answered, longer each time; right ones are never asked to wait. */

export type Slowdown = {
  /** Wait as long as this peer's wrong tokens ask for; false where too many of them wait already. */
  wrong: (peer: string) => Promise<boolean>
  /** Let go of everything that waits. */
  close: () => void
}

const forgetMs = 60_000
const mostWaiting = 64
const mostPeers = 1000

/** Make a back-off per peer: the wait doubles up to `mostMs` and is forgotten after a minute without a wrong token. */
export function createSlowdown({ firstMs, mostMs }: { firstMs: number; mostMs: number }): Slowdown {
  const peers = new Map<string, { count: number; last: number }>()
  const waiting = new Map<NodeJS.Timeout, () => void>()

  const count = (peer: string): number => {
    const now = performance.now()
    const known = peers.get(peer)
    const before = known !== undefined && now - known.last < forgetMs ? known.count : 0
    peers.delete(peer)
    peers.set(peer, { count: before + 1, last: now })
    if (peers.size > mostPeers) peers.delete(peers.keys().next().value as string)
    return before
  }

  return {
    wrong: (peer) => {
      const before = count(peer)
      if (waiting.size >= mostWaiting) return Promise.resolve(false)
      return new Promise((resolve) => {
        const timer = setTimeout(done, Math.min(mostMs, firstMs * 2 ** Math.min(before, 20)))
        waiting.set(timer, done)
        function done() {
          clearTimeout(timer)
          waiting.delete(timer)
          resolve(true)
        }
      })
    },
    close: () => {
      for (const done of waiting.values()) done()
    },
  }
}
