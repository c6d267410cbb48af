/** Sentences made from what the core says: about items, matches and their reasons. */
import type { ErrorReply } from '#api/errors.ts'
import type { CatalogItem, Evidence, Recommendation, Strength } from '#api/schemas.ts'
import { formatCount, formatList } from './format.ts'
import { hasWord, t, word } from './i18n.ts'

/** The name that an item's picture is made from. */
export const artworkName = (item: { artist: string; title?: string | undefined }): string =>
  item.title === undefined ? item.artist : `${item.artist} – ${item.title}`

/** `Drake with Rihanna`: the band of a track and whom its credits name beside it. */
export const bandOf = ({ artist, guests = [] }: Pick<CatalogItem, 'artist' | 'guests'>): string =>
  guests.length === 0 ? artist : t('item.with', { artist, guests: formatList(guests) })

/** `Metallica · 1991` for a track, `band · 1981 · heavy metal` for a band. */
export function describeItem(item: CatalogItem): string {
  const parts = item.kind === 'track' ? [bandOf(item)] : [t('item.band')]
  if (item.year !== undefined) parts.push(String(item.year))
  const genre = item.genres[0]
  if (item.kind === 'artist' && genre) parts.push(genre)
  return parts.join(' · ')
}

export const strengthLevel: Record<Strength, number> = { 'very close': 5, close: 4, related: 3, loose: 2 }

export const strengthWord = (strength: Strength): string => word('strength', strength)

/** What one seed adds to a row, over every model that says something about it. */
export type Reason = {
  seedId: string
  seed: string
  away: boolean
  contribution: number
  /** Of the row and the seed, or of their bands. */
  listeners: number
  ofBands: boolean
  evidence: Evidence[]
}

/** Group a row's evidence by seed, the weightiest first; the contributions still add up to the score. */
export function reasonsOf(item: Pick<Recommendation, 'evidence'>): Reason[] {
  const reasons = new Map<string, Reason>()
  for (const evidence of item.evidence) {
    const away = evidence.kind === 'steered-away'
    const key = `${evidence.kind} ${evidence.seed.id}`
    const known = reasons.get(key)
    if (known) {
      known.contribution += evidence.contribution
      if (known.ofBands && evidence.model.entity === 'track') {
        known.listeners = evidence.listeners
        known.ofBands = false
      } else if (known.ofBands || evidence.model.entity === 'track') {
        known.listeners = Math.max(known.listeners, evidence.listeners)
      }
      known.evidence.push(evidence)
    } else {
      const { seed, contribution, listeners } = evidence
      const ofBands = evidence.model.entity === 'artist'
      reasons.set(key, {
        seedId: seed.id,
        seed: seed.name,
        away,
        contribution,
        listeners,
        ofBands,
        evidence: [evidence],
      })
    }
  }
  return [...reasons.values()].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
}

const isTrack = (id: string): boolean => id.startsWith('t')

/** Whether a reason is about the bands of tracks, the row's or the seed's. */
export const isByBands = (item: Pick<Recommendation, 'title'>, { ofBands, seedId }: Reason): boolean =>
  ofBands && (item.title !== undefined || isTrack(seedId))

/** A reason counts beside the first when it adds at least this part of it. */
const comparable = 0.55

/** One sentence that says why a row is in the list. */
export function whyOf(item: Pick<Recommendation, 'evidence' | 'artist' | 'title'>, seeds: number): string {
  const towards = reasonsOf(item).filter(({ away, contribution }) => !away && contribution > 0)
  const first = towards[0]
  if (!first) return ''
  const near = towards.filter(({ contribution }) => contribution >= comparable * first.contribution)
  if (near.length > 1) {
    if (seeds === 2) return t('why.bothSeeds')
    if (near.length === seeds) return t('why.allSeeds')
    if (near.length === 2) return t('why.betweenNames', { names: formatList(near.map(({ seed }) => seed)) })
    return t('why.severalSeeds', { count: near.length })
  }
  if (first.listeners > 0) {
    const words = { count: first.listeners, shown: formatCount(first.listeners), name: first.seed }
    if (!isByBands(item, first)) return t('why.listeners', words)
    return item.title === undefined || isTrack(first.seedId)
      ? t('evidence.bothBands', words)
      : t('why.bandListeners', { ...words, band: item.artist })
  }
  return t('why.tastes', { name: first.seed })
}

/** An error's headline in the listener's words. */
export const failureTitle = (failure: ErrorReply): string =>
  hasWord('failure', failure.code) ? word('failure', failure.code) : t('failure.internal')
