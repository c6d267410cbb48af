/** What was on the tray comes back with the next visit. Kept by the window itself; losing it costs nothing. */
import { refresh, type TraySeed, useDiscover } from './discover.ts'

const key = 'sidetrack.discover'

type Memory = Pick<ReturnType<typeof useDiscover.getState>, 'seeds' | 'negatives' | 'kind' | 'filters' | 'model'>

const isTray = (value: unknown): value is TraySeed[] =>
  Array.isArray(value) && value.every((entry) => typeof entry?.key === 'string' && typeof entry?.item?.id === 'string')

function recall(): Memory | null {
  try {
    const memory = JSON.parse(localStorage.getItem(key) ?? 'null') as Memory | null
    return memory && isTray(memory.seeds) && isTray(memory.negatives) ? memory : null
  } catch {
    return null
  }
}

/** Put back what was on the tray, unless the library no longer knows it; then keep it up to date. */
export async function startMemory(): Promise<void> {
  const memory = recall()
  if (memory && memory.seeds.length > 0 && useDiscover.getState().seeds.length === 0) {
    const { seeds, negatives, kind, filters, model } = memory
    useDiscover.setState({ seeds, negatives, kind, filters, model })
    await refresh()
    const { failure } = useDiscover.getState()
    if (failure !== null) {
      useDiscover.setState({
        seeds: [],
        negatives: [],
        filters: { genres: [], decades: [], sources: [] },
        model: null,
        failure: null,
      })
    }
  }
  useDiscover.subscribe((state, before) => {
    const { seeds, negatives, kind, filters, model } = state
    if (
      seeds === before.seeds &&
      negatives === before.negatives &&
      kind === before.kind &&
      filters === before.filters &&
      model === before.model
    ) {
      return
    }
    const known = (tray: TraySeed[]) => tray.filter(({ item }) => item !== null)
    try {
      localStorage.setItem(
        key,
        JSON.stringify({ seeds: known(seeds), negatives: known(negatives), kind, filters, model }),
      )
    } catch {
      // Storage may be full or forbidden; the tray then starts empty next time.
    }
  })
}
