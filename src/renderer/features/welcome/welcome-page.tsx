import { useTranslation } from 'react-i18next'
import { Artwork } from '../../elements/artwork.tsx'
import { Button } from '../../elements/button.tsx'
import { Progress } from '../../elements/progress.tsx'
import { formatPercent, formatWait } from '../../format.ts'
import { addSample, cancelJob, isRunning, latest, useJobs } from '../../state/jobs.ts'
import { navigate } from '../../state/route.ts'
import './welcome.css'

/** The first thing a listener sees: two ways in, neither of which leaves this computer. */
export function WelcomePage() {
  const { t } = useTranslation()
  const failure = useJobs((state) => state.failure)
  const running = useJobs(isRunning('sample'))
  const last = useJobs(latest('sample'))
  const trouble = failure ?? (last?.state === 'failed' ? last.error : undefined)
  return (
    <div className="page welcome">
      <Collage />
      <h1>{t('welcome.title')}</h1>
      <p className="welcome-lead">{t('welcome.lead')}</p>
      {running ? (
        <SampleProgress />
      ) : (
        <div className="welcome-ways">
          <section className="way">
            <h2>{t('welcome.sampleTitle')}</h2>
            <p>{t('welcome.sampleText')}</p>
            <Button look="primary" onPress={() => void addSample()}>
              {t('welcome.sample')}
            </Button>
          </section>
          <section className="way">
            <h2>{t('welcome.importTitle')}</h2>
            <p>{t('welcome.importText')}</p>
            <Button onPress={() => navigate({ page: 'import' })}>{t('welcome.import')}</Button>
          </section>
        </div>
      )}
      {trouble && !running ? (
        <p className="note" role="alert">
          {trouble.message}
        </p>
      ) : null}
      <p className="welcome-foot">{t('welcome.offline')}</p>
    </div>
  )
}

function SampleProgress() {
  const { t } = useTranslation()
  const job = useJobs(isRunning('sample'))
  if (!job) return null
  return (
    <div className="welcome-progress">
      <p className="welcome-phase" role="status">
        {t(`jobs.phase.${job.phase}`)}
      </p>
      <Progress label={t('welcome.sampleTitle')} fraction={job.fraction} />
      <p className="muted">
        {[
          formatPercent(job.fraction),
          ...(job.secondsLeft === null ? [] : [t('jobs.left', { time: formatWait(job.secondsLeft) })]),
        ].join(' · ')}
      </p>
      <Button look="quiet" onPress={() => void cancelJob(job.id)}>
        {t('action.cancel')}
      </Button>
    </div>
  )
}

const pictures = [
  ['Aurora', 'folk', 2015, true],
  ['Neon Static', 'electronic', 2004, false],
  ['Iron Harvest', 'thrash metal', 1988, true],
  ['Blue Corner', 'jazz', 1959, false],
  ['Paper Kites', 'indie', 2011, true],
  ['Low Sun', 'soul', 1972, false],
  ['Cassette Hearts', 'pop', 2019, true],
] as const

function Collage() {
  return (
    <div className="collage" aria-hidden="true">
      {pictures.map(([name, genre, year, round]) => (
        <Artwork key={name} name={name} genre={genre} year={year} round={round} size="large" />
      ))}
    </div>
  )
}
