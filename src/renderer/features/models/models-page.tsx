import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ModelSummary } from '#api/schemas.ts'
import { Button } from '../../elements/button.tsx'
import { Progress } from '../../elements/progress.tsx'
import { Skeleton } from '../../elements/skeleton.tsx'
import { EmptyState } from '../../elements/states.tsx'
import { formatCount, formatPercent, formatWait } from '../../format.ts'
import { cancelJob, isRunning, latest, learn, learnNew, pauseJob, useJobs } from '../../state/jobs.ts'
import { useLibrary } from '../../state/library.ts'
import { navigate } from '../../state/route.ts'
import { AdvancedForm } from './advanced-form.tsx'
import { ModelCard } from './model-card.tsx'
import { choiceOf, usualValues } from './parameters.ts'
import './models.css'

/** Bands first, and the models as Discover names them. */
const order: readonly ModelSummary['algorithm'][] = ['sgns', 'als', 'neighbours', 'imported']
const inOrder = (a: ModelSummary, b: ModelSummary) =>
  a.entity.localeCompare(b.entity) || order.indexOf(a.algorithm) - order.indexOf(b.algorithm)

/** How long a search for the best settings may take. */
const searchMinutes = 10

/** What the library was taught, how well it knows it, and how to teach it again. */
export function ModelsPage() {
  const { t } = useTranslation()
  const status = useLibrary((state) => state.status)
  const training = useJobs(isRunning('train'))
  const last = useJobs(latest('train'))
  const failure = useJobs((state) => state.failure)
  const [values, setValues] = useState(usualValues)
  if (!status) return <Skeleton label={t('models.loading')} />
  const { models } = status
  const stale = models.some((model) => model.stale)
  const far = models.some(({ updated }) => updated?.learnAgain === true)
  const learned = models.some(({ algorithm }) => algorithm !== 'imported')
  const canLearn = !training && status.counts.interactions > 0
  if (status.counts.interactions === 0 && models.length === 0) {
    return (
      <>
        <h1 className="visually-hidden">{t('nav.models')}</h1>
        <EmptyState title={t('models.noPlays')} text={t('models.noPlaysText')}>
          <Button look="primary" onPress={() => navigate({ page: 'import' })}>
            {t('welcome.import')}
          </Button>
        </EmptyState>
      </>
    )
  }
  const trouble = failure ?? (last?.state === 'failed' ? last.error : undefined)
  return (
    <div className="page">
      <div className="page-inner">
        <div className="page-head">
          <div>
            <h1>{t('nav.models')}</h1>
            <p>{t('models.lead')}</p>
          </div>
          {canLearn ? (
            <div className="actions">
              <Button onPress={() => void learn({ ...choiceOf(values), tuneMinutes: searchMinutes })}>
                {t('models.findBest')}
              </Button>
              {learned && stale ? (
                <Button look="primary" onPress={() => void learnNew()}>
                  {t('models.learnNew')}
                </Button>
              ) : null}
              <Button look={learned ? 'plain' : 'primary'} onPress={() => void learn(choiceOf(values))}>
                {t(learned ? 'models.again' : 'discover.learn')}
              </Button>
            </div>
          ) : null}
        </div>
        {canLearn ? (
          <p className="muted small models-note">{t('models.findBestText', { count: searchMinutes })}</p>
        ) : null}
        {stale && !training ? <p className="note models-note">{t('models.stale')}</p> : null}
        {far && !stale && !training ? <p className="note models-note">{t('models.far')}</p> : null}
        {trouble && !training ? (
          <p className="note models-note" role="alert">
            {trouble.message}
          </p>
        ) : null}
        {training ? <Training /> : null}
        <ul className="models">
          {models.toSorted(inOrder).map((model) => (
            <ModelCard key={model.id} model={model} />
          ))}
        </ul>
        {models.length === 0 && !training ? <p className="muted models-note">{t('models.none')}</p> : null}
        <Button look="link" onPress={() => navigate({ page: 'import' })}>
          {t('models.addVectors')}
        </Button>
        <AdvancedForm values={values} onChange={setValues} />
      </div>
    </div>
  )
}

function Training() {
  const { t } = useTranslation()
  const job = useJobs(isRunning('train'))
  if (!job) return null
  const facts = [
    formatPercent(job.fraction),
    ...(job.phase === 'tuning' && job.handled > 0 ? [t('models.tried', { count: job.handled })] : []),
    ...(job.phase !== 'tuning' && job.perSecond >= 1
      ? [t('jobs.perSecond', { rate: formatCount(job.perSecond) })]
      : []),
    ...(job.secondsLeft === null ? [] : [t('jobs.left', { time: formatWait(job.secondsLeft) })]),
  ]
  return (
    <section className="training" aria-label={t('models.training')}>
      <div className="training-head">
        <strong role="status">{t(`jobs.phase.${job.phase}`)}</strong>
        <span className="muted">{facts.join(' · ')}</span>
        <Button onPress={() => void pauseJob(job.id)}>{t('action.pause')}</Button>
        <Button onPress={() => void cancelJob(job.id)}>{t('action.cancel')}</Button>
      </div>
      <Progress label={t('models.training')} fraction={job.fraction} />
      <p className="muted small">{t('models.oldServes')}</p>
    </section>
  )
}
