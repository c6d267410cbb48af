import { useTranslation } from 'react-i18next'
import type { CleaningState } from '#api/schemas.ts'
import { Toggle } from '../../elements/toggle.tsx'
import { formatCount } from '../../format.ts'
import { DoubtsPage } from '../../parts/doubts-page.tsx'
import { loadCleaning, setRule, useCleaning } from '../../state/cleaning.ts'
import { isRunning, useJobs } from '../../state/jobs.ts'
import { Genres } from './genres.tsx'
import { Suggestions } from './suggestions.tsx'
import { Words } from './words.tsx'
import './cleaning.css'

/** Which spellings are one band: the rules, what each does, and what only the listener can decide. */
export function CleaningPage() {
  const { t } = useTranslation()
  const state = useCleaning((cleaning) => cleaning.state)
  const failure = useCleaning((cleaning) => cleaning.failure)
  return (
    <DoubtsPage
      title={t('nav.cleaning')}
      back={t('cleaning.back')}
      loading={t('cleaning.loading')}
      load={loadCleaning}
      failure={failure}
      content={state && { lead: t('cleaning.lead'), children: <Cleaning state={state} /> }}
    />
  )
}

function Cleaning({ state }: { state: CleaningState }) {
  const { t } = useTranslation()
  const tidying = useJobs(isRunning('reindex'))
  return (
    <>
      {tidying ? (
        <p className="note" role="status">
          {t('cleaning.tidying')}
        </p>
      ) : null}
      <Rules state={state} />
      <Suggestions />
      <Genres trusted={state.trusted} />
      <Words />
    </>
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
