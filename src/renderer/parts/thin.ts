/** Where a source's data is thin: what a listener should know before trusting lists made from it. */
import type { Coverage } from '#api/schemas.ts'

export type Thin =
  | { kind: 'noListeners' }
  | { kind: 'fewListeners'; share: number }
  | { kind: 'unknownYears'; share: number }
  | { kind: 'fewBefore1980'; count: number }
  | { kind: 'unknownGenres'; share: number }

/** Below this many tracks or bands a share says little. */
const enough = 50

/** Plain warnings, the most important first; none where the data is good. */
export function thinSpots({ total, decades, unknownDecade, bands, bandsWithGenre, listeners }: Coverage): Thin[] {
  const thin: Thin[] = []
  if (total === 0) return thin
  const heard = total - listeners.none
  if (heard === 0) thin.push({ kind: 'noListeners' })
  else if (heard >= enough && listeners.one / heard > 0.6) {
    thin.push({ kind: 'fewListeners', share: listeners.one / heard })
  }
  if (unknownDecade / total > 0.5) thin.push({ kind: 'unknownYears', share: unknownDecade / total })
  else if (total >= enough) {
    const early = decades.filter(({ decade }) => decade < 1980).reduce((sum, { count }) => sum + count, 0)
    if (early / (total - unknownDecade) < 0.02) thin.push({ kind: 'fewBefore1980', count: early })
  }
  const unknownGenres = bands - bandsWithGenre
  if (bands > 0 && unknownGenres / bands > 0.5) thin.push({ kind: 'unknownGenres', share: unknownGenres / bands })
  return thin
}
