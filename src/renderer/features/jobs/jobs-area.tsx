import { Pause, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Job } from '#api/schemas.ts'
import { Button, IconButton } from '../../elements/button.tsx'
import { Progress } from '../../elements/progress.tsx'
import { formatBytes, formatCount, formatPercent, formatSeconds, formatWait } from '../../format.ts'
import { showImport } from '../../state/importing.ts'
import { cancelJob, canPause, hideJob, isOver, pauseJob, rests, resumeJob, useJobs, waits } from '../../state/jobs.ts'
import { navigate } from '../../state/route.ts'
import './jobs.css'

const mostShown = 3

/** Long work in the side bar: what, how far, how fast, how long; and what was cut short, with both ways on. */
export function JobsArea() {
  const { t } = useTranslation()
  const jobs = useJobs((state) => state.jobs)
  const hidden = useJobs((state) => state.hidden)
  const shown = Object.values(jobs)
    .filter((job) => !isOver(job) || (!hidden.has(job.id) && isNews(job)))
    .sort((a, b) => place(a) - place(b) || b.id - a.id)
    .slice(0, mostShown)
  return (
    <section className="jobs" aria-label={t('jobs.label')}>
      {shown.map((job) =>
        waits(job) ? (
          <WaitingJob key={job.id} job={job} />
        ) : job.state === 'running' ? (
          <RunningJob key={job.id} job={job} />
        ) : rests(job) ? (
          <RestingJob key={job.id} job={job} />
        ) : (
          <EndedJob key={job.id} job={job} />
        ),
      )}
    </section>
  )
}

/** A sample that arrived or a source that left shows on the page; the listener cancelled what is cancelled. */
const isNews = ({ state, kind }: Job) =>
  state === 'failed' || (state === 'done' && (kind === 'import' || kind === 'train' || kind === 'vectors'))

/** What runs, what waits for it, and then the rest. */
const place = (job: Job) => (waits(job) ? 1 : job.state === 'running' ? 0 : 2)

/** One piece of work is done at a time; this one is yet to begin. */
function WaitingJob({ job }: { job: Job }) {
  const { t } = useTranslation()
  const title = t(`jobs.running.${job.kind}`, { subject: job.subject })
  return (
    <div className="job" role="status">
      <div className="job-head">
        <span className="job-title">{title}</span>
        <IconButton label={t('jobs.cancelNamed', { title })} onPress={() => void cancelJob(job.id)}>
          <X />
        </IconButton>
      </div>
      <p className="job-note">{t('jobs.waits')}</p>
    </div>
  )
}

function RunningJob({ job }: { job: Job }) {
  const { t } = useTranslation()
  const title = t(`jobs.running.${job.kind}`, { subject: job.subject })
  return (
    <div className="job">
      <div className="job-head">
        <span className="job-title">{title}</span>
        <span className="muted small">{formatPercent(job.fraction)}</span>
        {canPause(job) ? (
          <IconButton label={t('jobs.pauseNamed', { title })} onPress={() => void pauseJob(job.id)}>
            <Pause />
          </IconButton>
        ) : null}
        <IconButton label={t('jobs.cancelNamed', { title })} onPress={() => void cancelJob(job.id)}>
          <X />
        </IconButton>
      </div>
      <Progress label={title} fraction={job.fraction} />
      <p className="job-note">{jobFacts(job).join(' · ')}</p>
    </div>
  )

  function jobFacts({ phase, handled, perSecond, bytesRead, bytesTotal, secondsElapsed, secondsLeft }: Job): string[] {
    return [
      t(`jobs.phase.${phase}`),
      ...(handled > 0 ? [formatCount(handled)] : []),
      ...(perSecond >= 1 ? [t('jobs.perSecond', { rate: formatCount(perSecond) })] : []),
      ...(bytesTotal > 0 ? [t('jobs.bytes', { read: formatBytes(bytesRead), total: formatBytes(bytesTotal) })] : []),
      ...(secondsLeft === null
        ? secondsElapsed >= 5
          ? [formatSeconds(secondsElapsed)]
          : []
        : [t('jobs.left', { time: formatWait(secondsLeft) })]),
    ]
  }
}

/** An offer: go on where it stopped, or take it back. */
function RestingJob({ job }: { job: Job }) {
  const { t } = useTranslation()
  const words = { subject: job.subject, done: formatPercent(job.fraction) }
  const title = t(`jobs.${job.state === 'paused' ? 'paused' : 'interrupted'}.${job.kind}`, words)
  return (
    <div className="job" role={job.error ? 'alert' : 'status'}>
      <div className="job-head">
        <span className="job-title">{title}</span>
      </div>
      <Progress label={title} fraction={job.fraction} />
      {job.error ? <p className="job-note">{job.error.message}</p> : null}
      <div className="job-ways">
        <Button aria-label={t('jobs.goOnNamed', { title })} onPress={() => void resumeJob(job.id)}>
          {t('jobs.goOn')}
        </Button>
        <Button look="quiet" aria-label={t('jobs.discardNamed', { title })} onPress={() => void cancelJob(job.id)}>
          {t('jobs.discard')}
        </Button>
      </div>
    </div>
  )
}

function EndedJob({ job }: { job: Job }) {
  const { t } = useTranslation()
  const failed = job.state === 'failed'
  return (
    <div className="job" role={failed ? 'alert' : 'status'}>
      <div className="job-head">
        <span className="job-title">
          {t(`jobs.${failed ? 'failed' : 'done'}.${job.kind}`, { subject: job.subject })}
        </span>
        <IconButton label={t('action.dismiss')} onPress={() => hideJob(job.id)}>
          <X />
        </IconButton>
      </div>
      {job.error ? <p className="job-note">{job.error.message}</p> : null}
      {job.kind === 'import' && job.import ? (
        <Button
          look="link"
          onPress={() => {
            hideJob(job.id)
            showImport(job.id)
          }}
        >
          {t('jobs.seeResult')}
        </Button>
      ) : null}
      {job.kind === 'vectors' && !failed ? (
        <Button
          look="link"
          onPress={() => {
            hideJob(job.id)
            navigate({ page: 'models' })
          }}
        >
          {t('jobs.seeModels')}
        </Button>
      ) : null}
      {job.kind === 'train' && !failed ? (
        <Button
          look="link"
          onPress={() => {
            hideJob(job.id)
            navigate({ page: 'discover' })
          }}
        >
          {t('jobs.discover')}
        </Button>
      ) : null}
    </div>
  )
}
