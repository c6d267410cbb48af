import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { GenreClassifier as classifiers, type GenreClassifier, type GenreCorrection } from '#api/schemas.ts'
import { Button } from '../../elements/button.tsx'
import { Select } from '../../elements/select.tsx'
import { forgetCorrection, loadCorrections, trustClassifier, useGenres } from '../../state/genres.ts'

/** Which classifier of genres is believed, and what the listener said of genres. */
export function Genres({ trusted }: { trusted: GenreClassifier | null }) {
  const { t } = useTranslation()
  const corrections = useGenres((state) => state.corrections)
  useEffect(() => void loadCorrections(), [])
  return (
    <section className="cleaning-genres" aria-label={t('genres.title')}>
      <h2>{t('genres.title')}</h2>
      <div className="cleaning-setting">
        <span className="rule-words">
          <span id="genre-trust">{t('genres.trust')}</span>
          <span className="muted small">{t('genres.trustText')}</span>
        </span>
        <Select
          label={t('genres.trust')}
          shown={false}
          value={trusted ?? 'all'}
          options={[
            { id: 'all', label: t('genres.trustAll') },
            ...classifiers.options.map((id) => ({ id, label: t(`genres.voter.${id}`) })),
          ]}
          onChange={(chosen) => void trustClassifier(chosen === 'all' ? null : chosen)}
        />
      </div>
      {corrections.length === 0 ? (
        <p className="note">{t('genres.noCorrections')}</p>
      ) : (
        <ul>
          {corrections.toReversed().map((correction) => (
            <CorrectionLine key={JSON.stringify(correction)} correction={correction} />
          ))}
        </ul>
      )}
    </section>
  )
}

function CorrectionLine({ correction }: { correction: GenreCorrection }) {
  const { t } = useTranslation()
  const { artist, title, genre, verdict } = correction
  const names = { name: title ?? artist, genre }
  return (
    <li>
      <span className="rule-words">
        <span>{t(verdict === 'is' ? 'genres.is' : 'genres.isNot', names)}</span>
        {title === null ? null : <span className="muted small">{artist}</span>}
      </span>
      <Button aria-label={t('genres.forgetNamed', names)} onPress={() => void forgetCorrection(correction)}>
        {t('genres.forget')}
      </Button>
    </li>
  )
}
