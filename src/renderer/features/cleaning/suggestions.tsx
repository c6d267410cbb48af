import { useTranslation } from 'react-i18next'
import type { ArtistSuggestion } from '#api/schemas.ts'
import { Button } from '../../elements/button.tsx'
import { answer, pairKey, useCleaning } from '../../state/cleaning.ts'

/** Bands that may be one, each with what speaks for it and two answers. */
export function Suggestions() {
  const { t } = useTranslation()
  const suggestions = useCleaning((cleaning) => cleaning.suggestions)
  const answered = useCleaning((cleaning) => cleaning.answered)
  const open = suggestions.filter((suggestion) => !answered.has(pairKey(suggestion)))
  return (
    <section className="cleaning-suggestions" aria-label={t('cleaning.suggestions')}>
      <h2>{t('cleaning.suggestions')}</h2>
      {open.length === 0 ? (
        <p className="note">{t('cleaning.noSuggestions')}</p>
      ) : (
        <ul>
          {open.map((suggestion) => (
            <SuggestionLine key={pairKey(suggestion)} suggestion={suggestion} />
          ))}
        </ul>
      )}
    </section>
  )
}

function SuggestionLine({ suggestion }: { suggestion: ArtistSuggestion }) {
  const { t } = useTranslation()
  const { artist, other, rule, sharedListeners, sharedTracks } = suggestion
  const names = { artist: artist.artist, other: other.artist }
  const facts = [
    ...(rule === 'one-letter' ? [t('cleaning.oneLetter')] : []),
    t('cleaning.listeners', { count: artist.listeners, other: other.listeners }),
    ...(sharedListeners > 0 ? [t('cleaning.sharedListeners', { count: sharedListeners })] : []),
    ...(sharedTracks > 0 ? [t('cleaning.sharedTracks', { count: sharedTracks })] : []),
    ...(sharedListeners + sharedTracks === 0 ? [t('cleaning.sharedNothing')] : []),
  ]
  return (
    <li>
      <span className="rule-words">
        <span className="suggestion-names">
          {names.artist} <span className="muted">{t('cleaning.and')}</span> {names.other}
        </span>
        <span className="muted small">{facts.join(' · ')}</span>
      </span>
      <Button aria-label={t('cleaning.sameNamed', names)} onPress={() => void answer(suggestion, 'same')}>
        {t('cleaning.same')}
      </Button>
      <Button aria-label={t('cleaning.differentNamed', names)} onPress={() => void answer(suggestion, 'different')}>
        {t('cleaning.different')}
      </Button>
    </li>
  )
}
