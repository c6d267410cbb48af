import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { CleaningState } from '#api/schemas.ts'
import { Button } from '../../elements/button.tsx'
import { Skeleton } from '../../elements/skeleton.tsx'
import { ErrorState } from '../../elements/states.tsx'
import { Toggle } from '../../elements/toggle.tsx'
import { formatCount } from '../../format.ts'
import { loadCleaning, setRule, useCleaning } from '../../state/cleaning.ts'
import { isRunning, useJobs } from '../../state/jobs.ts'
import { useLibrary } from '../../state/library.ts'
import { navigate } from '../../state/route.ts'
import { failureTitle } from '../../words.ts'
import { Genres } from './genres.tsx'
import { Suggestions } from './suggestions.tsx'
import { Words } from './words.tsx'
import './cleaning.css'

/** Which spellings are one band: the rules, what each does, and what only the listener can decide. */
export function CleaningPage() {
  const { t } = useTranslation()
  const state = useCleaning((cleaning) => cleaning.state)
  const failure = useCleaning((cleaning) => cleaning.failure)
  const status = useLibrary((library) => library.status)
  const tidying = useJobs(isRunning('reindex'))
  // What the library holds has changed when its status has been read anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: status is what tells that
  useEffect(() => void loadCleaning(), [status])
  if (!state && failure) {
    return (
      <ErrorState
        title={failureTitle(failure)}
        text={failure.message}
        action={{ label: t('action.tryAgain'), run: () => void loadCleaning() }}
      />
    )
  }
  if (!state) return <Skeleton label={t('cleaning.loading')} />
  return (
    <div className="page">
      <div className="page-inner">
        <div className="page-head">
          <div>
            <h1>{t('nav.cleaning')}</h1>
            <p>{t('cleaning.lead')}</p>
          </div>
          <Button onPress={() => navigate({ page: 'library' })}>{t('cleaning.back')}</Button>
        </div>
        {failure ? (
          <p className="note" role="alert">
            {failure.message}
          </p>
        ) : null}
        {tidying ? (
          <p className="note" role="status">
            {t('cleaning.tidying')}
          </p>
        ) : null}
        <Rules state={state} />
        <Suggestions />
        <Genres trusted={state.trusted} />
        <Words />
      </div>
    </div>
  )
}

function Rules({ state }: { state: CleaningState }) {
  const { t } = useTranslation()
  return (
    <section className="cleaning-rules" aria-label={t('cleaning.rules')}>
      <h2>{t('cleaning.rules')}</h2>
      <ul>
        {state.rules.map(({ rule, on, joins }) => (
          <li key={rule}>
            <Toggle isSelected={on} onChange={(wanted) => void setRule(rule, wanted)}>
              <span className="rule-words">
                <span>{t(`cleaning.rule.${rule}`)}</span>
                <span className="muted small">{t(`cleaning.example.${rule}`)}</span>
              </span>
            </Toggle>
            <span className="muted rule-count">
              {t(on ? 'cleaning.joins' : 'cleaning.wouldJoin', { count: joins, shown: formatCount(joins) })}
            </span>
          </li>
        ))}
      </ul>
      <p className="muted small">
        {[
          t('cleaning.merged', { count: state.merged }),
          t('cleaning.apart', { count: state.keptApart }),
          t('cleaning.rawKept'),
        ].join(' · ')}
      </p>
    </section>
  )
}
