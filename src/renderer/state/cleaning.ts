/** How spellings of bands are joined, and what is in doubt. */
import { create } from 'zustand'
import type { ArtistSuggestion, CleaningRule, CleaningState } from '#api/schemas.ts'
import { t } from '../i18n.ts'
import { asFailure, client, type Failure } from './client.ts'
import { takeJobs } from './jobs.ts'
import { showToast } from './toasts.ts'

type Cleaning = {
  state: CleaningState | null
  suggestions: ArtistSuggestion[]
  /** Pairs that were answered here and wait for the library to be tidied. */
  answered: ReadonlySet<string>
  failure: Failure | null
}

export const useCleaning = create<Cleaning>(() => ({
  state: null,
  suggestions: [],
  answered: new Set(),
  failure: null,
}))

export const pairKey = ({ artist, other }: ArtistSuggestion): string => `${artist.id} ${other.id}`

export async function loadCleaning(): Promise<void> {
  try {
    const [state, { items }] = await Promise.all([client.cleaning({}), client.artistSuggestions({ limit: 100 })])
    useCleaning.setState({ state, suggestions: items, failure: null })
  } catch (thrown) {
    useCleaning.setState({ failure: asFailure(thrown) })
  }
}

/** Start indexing by new choices; false where it was refused, of which the page tells. */
export async function startTidying(start: () => Promise<{ jobId: number }>): Promise<boolean> {
  try {
    const { jobId } = await start()
    takeJobs([await client.job({ id: jobId })])
    useCleaning.setState({ state: await client.cleaning({}), failure: null })
    return true
  } catch (thrown) {
    useCleaning.setState({ failure: asFailure(thrown) })
    return false
  }
}

export async function setRule(rule: CleaningRule, on: boolean): Promise<void> {
  await startTidying(() => client.cleaningSet({ rule, on }))
}

/** Answer a suggestion; the note at the edge takes it back. */
export async function answer(suggestion: ArtistSuggestion, verdict: 'same' | 'different'): Promise<void> {
  const pair = { artist: suggestion.artist.artist, other: suggestion.other.artist }
  const key = pairKey(suggestion)
  const mark = (answered: boolean) =>
    useCleaning.setState(({ answered: before }) => {
      const after = new Set(before)
      if (answered) after.add(key)
      else after.delete(key)
      return { answered: after }
    })
  mark(true)
  if (!(await startTidying(() => client.artistVerdict({ ...pair, verdict })))) return mark(false)
  showToast(t(verdict === 'same' ? 'cleaning.joined' : 'cleaning.keptApart', pair), {
    label: t('toast.undo'),
    run: () => {
      mark(false)
      void startTidying(() => client.artistVerdict({ ...pair, verdict: null }))
    },
  })
}
