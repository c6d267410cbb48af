import { useTranslation } from 'react-i18next'
import type { Job } from '#api/schemas.ts'
import { Button } from '../../elements/button.tsx'
import { Progress } from '../../elements/progress.tsx'
import { EmptyState, ErrorState } from '../../elements/states.tsx'
import { formatBytes, formatCount, formatPercent, formatWait } from '../../format.ts'
import { startOver } from '../../state/importing.ts'
import { cancelJob, finishJob, pauseJob, rests, resumeJob } from '../../state/jobs.ts'
import { failureTitle } from '../../words.ts'

/** The import as it runs; it goes on while the listener does other things. */
export function RunStep({ job }: { job: Job }) {
  const { t } = useTranslation()
  if (job.state === 'failed' && job.error) {
    return (
      <ErrorState
        title={failureTitle(job.error)}
        text={job.error.message}
        action={{ label: t('preview.startOver'), run: startOver }}
      />
    )
  }
  if (job.state === 'cancelled') {
    return (
      <EmptyState title={t('import.cancelled')} text={t('import.cancelledText')}>
        <Button onPress={startOver}>{t('preview.startOver')}</Button>
      </EmptyState>
    )
  }
  if (rests(job)) {
    const words = { subject: job.subject, done: formatPercent(job.fraction) }
    return (
      <EmptyState
        title={t(`jobs.${job.state === 'paused' ? 'paused' : 'interrupted'}.import`, words)}
        text={job.error?.message ?? t('import.pausedText')}
      >
        <Button look="primary" onPress={() => void resumeJob(job.id)}>
          {t('jobs.goOn')}
        </Button>
        {job.fraction > 0.02 ? <Button onPress={() => void finishJob(job.id)}>{t('import.finish')}</Button> : null}
        <Button onPress={() => void cancelJob(job.id)}>{t('jobs.discard')}</Button>
      </EmptyState>
    )
  }
  return (
    <section className="run" aria-label={t('import.step.import')}>
      <h1>{t('import.running', { name: job.subject })}</h1>
      <p className="muted" role="status">
        {t(`jobs.phase.${job.phase}`)}
      </p>
      <Progress label={t('import.running', { name: job.subject })} fraction={job.fraction} />
      <dl className="run-facts">
        <Fact name={t('import.done')} value={formatPercent(job.fraction)} />
        <Fact name={t('import.rows')} value={formatCount(job.handled)} />
        <Fact name={t('import.rowsPerSecond')} value={formatCount(job.perSecond)} />
        <Fact name={t('import.bytes')} value={job.bytesTotal === 0 ? '–' : formatBytes(job.bytesRead)} />
        <Fact name={t('import.timeSoFar')} value={formatWait(job.secondsElapsed)} />
        <Fact name={t('import.timeLeft')} value={job.secondsLeft === null ? '–' : formatWait(job.secondsLeft)} />
      </dl>
      <div className="actions">
        <Button onPress={() => void pauseJob(job.id)}>{t('action.pause')}</Button>
        {job.phase === 'reading' && job.handled > 0 ? (
          <Button onPress={() => void finishJob(job.id)}>{t('import.finish')}</Button>
        ) : null}
        <Button onPress={() => void cancelJob(job.id)}>{t('import.cancel')}</Button>
        <span className="muted small">{t('import.goOn')}</span>
      </div>
    </section>
  )
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dd>{value}</dd>
      <dt>{name}</dt>
    </div>
  )
}
