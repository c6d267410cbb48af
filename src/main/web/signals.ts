/** Ending on a signal: what is open is closed, in good order where it can be, within three seconds in any case. */

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
const mostMs = 2000

/** Call `close` at the first signal; resolves once closed, or after 2 s. Further signals change nothing. */
export function closedOnSignal(close: () => Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    let ending = false
    const end = () => {
      if (ending) return
      ending = true
      setTimeout(resolve, mostMs)
      close().then(resolve, resolve)
    }
    for (const signal of signals) process.on(signal, end)
  })
}
