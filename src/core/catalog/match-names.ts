/** Which band or work of the library a name from outside means, by the stable keys alone: no guess, no likeness. */
import type { Kind } from '#api/schemas.ts'
import * as browse from '#core/store/browse-rows.ts'
import { listenerCounts } from '#core/store/model-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { artistKey, workKey } from './keys.ts'

/** Makes the functions that find bands, or works, that the library shows; the most listened-to one of several. */
export function nameMatcher(db: ReadableDb, entity: Kind) {
  const listeners = listenerCounts(db, entity)
  const best = (ids: readonly number[]): number | null => {
    const shown = ids.filter((id) => listeners.has(id))
    const [first] = shown.sort((a, b) => (listeners.get(b) as number) - (listeners.get(a) as number))
    return first ?? null
  }
  const byCredit = (artist: string, title: string | null): number | null => {
    const artists = browse.artistsByKey(db, artistKey(artist))
    if (entity === 'artist') return best(artists)
    if (title === null) return null
    return best(artists.flatMap((id) => browse.worksByKey(db, id, workKey(title))))
  }
  /** A band's name, or `Band - Title`, where either may have dashes of its own. */
  const byText = (text: string): number | null => {
    if (entity === 'artist') return byCredit(text, null)
    for (const dash of text.matchAll(/\s[-–—](?=\s)/g)) {
      const found = byCredit(text.slice(0, dash.index), text.slice(dash.index + dash[0].length + 1))
      if (found !== null) return found
    }
    return null
  }
  return { byCredit, byText }
}
