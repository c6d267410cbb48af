/** Which rows of the list are chosen, and which one the evidence is about. */
import { create } from 'zustand'
import { setEvidence } from '../../state/view.ts'

type Selected = {
  ids: ReadonlySet<string>
  shown: string | null
  /** Asked for by Enter or a tap, which matters where the evidence covers the list. */
  asked: boolean
}

export const useSelected = create<Selected>(() => ({ ids: new Set(), shown: null, asked: false }))

/** Choose rows; the row chosen last is the one to explain. */
export function select(ids: ReadonlySet<string>): void {
  useSelected.setState((state) => {
    const added = [...ids].filter((id) => !state.ids.has(id))
    const stays = state.shown !== null && ids.has(state.shown) ? state.shown : ([...ids].at(-1) ?? null)
    return { ids, shown: added.at(-1) ?? stays }
  })
}

/** Explain a row, in the pane beside the list or over it. */
export function explain(id: string): void {
  useSelected.setState({ shown: id, asked: true })
  setEvidence(true)
}
