import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Kind, VectorsResult } from '#api/schemas.ts'
import { Button } from '../../elements/button.tsx'
import { Progress } from '../../elements/progress.tsx'
import { Segmented } from '../../elements/segmented.tsx'
import { formatCount, formatList } from '../../format.ts'
import { useImporting } from '../../state/importing.ts'
import { cancelJob, hideJob, isOver, useJobs } from '../../state/jobs.ts'
import { navigate } from '../../state/route.ts'
import { addVectors, type FoundVectors, useVectors } from '../../state/vectors.ts'

/** Files that hold ready-made vectors: what they are, taking them in, and what was found of them. `alone`: nothing else is there. */
export function VectorsSection({ alone = false }: { alone?: boolean }) {
  const { t } = useTranslation()
  const vectors = useImporting((state) => state.inspected?.vectors) ?? []
  if (vectors.length === 0) return null
  return (
    <section className="vectors" aria-label={t('vectors.title')}>
      <h2>{t('vectors.title')}</h2>
      <p className="muted">{t('vectors.lead')}</p>
      <ul>
        {vectors.map((found) => (
          <VectorsFile key={found.file} found={found} alone={alone} />
        ))}
      </ul>
    </section>
  )
}

type FileProps = { found: FoundVectors; alone: boolean }

function VectorsFile({ found, alone }: FileProps) {
  const { t } = useTranslation()
  const jobId = useVectors(({ jobs }) => jobs[found.file])
  const failure = useVectors(({ failures }) => failures[found.file])
  const job = useJobs(({ jobs }) => (jobId === undefined ? undefined : jobs[jobId]))
  // What is said here need not be said in the side bar too.
  useEffect(() => {
    if (job && isOver(job)) hideJob(job.id)
  }, [job])
  const trouble = found.trouble ?? failure?.message ?? job?.error?.message
  return (
    <li className="vectors-file">
      <div className="vectors-words">
        <strong className="ellipsis">{found.name}</strong>
        <span className="muted small">{facts().join(' · ')}</span>
      </div>
      {job?.vectors ? (
        <Result result={job.vectors} />
      ) : job?.state === 'running' ? (
        <div className="vectors-running">
          <Progress label={t('jobs.running.vectors', { subject: found.name })} fraction={job.fraction} />
          <Button onPress={() => void cancelJob(job.id)}>{t('action.cancel')}</Button>
        </div>
      ) : (
        <Add found={found} alone={alone} />
      )}
      {trouble ? (
        <p className="note" role="alert">
          {trouble}
        </p>
      ) : null}
    </li>
  )

  function facts(): string[] {
    const { format, dimensions, rows, names } = found
    return [
      t(`vectors.format.${format}`),
      ...(rows === null ? [] : [t('vectors.rows', { count: rows })]),
      ...(dimensions === 0 ? [] : [t('vectors.numbers', { count: dimensions })]),
      ...(names === null ? [] : [t('vectors.namedBy', { name: names.name })]),
    ]
  }
}

/** Rows that are told by one text may be bands or tracks; only the listener knows. */
function Add({ found, alone }: FileProps) {
  const { t } = useTranslation()
  const [entity, setEntity] = useState<Kind>('artist')
  if (found.trouble !== null) return null
  const isNumbersOnly = found.format === 'npy'
  if (isNumbersOnly && found.names === null) {
    return <p className="note">{t('vectors.lacksNames', { count: found.rows ?? 0 })}</p>
  }
  return (
    <div className="vectors-add">
      {isNumbersOnly ? null : (
        <Segmented
          label={t('vectors.rowsAre')}
          value={entity}
          options={[
            { id: 'artist', label: t('discover.bands') },
            { id: 'track', label: t('discover.tracks') },
          ]}
          onChange={setEntity}
        />
      )}
      <Button
        look={alone ? 'primary' : 'plain'}
        onPress={() => void addVectors(found, isNumbersOnly ? undefined : entity)}
      >
        {t('vectors.add')}
      </Button>
    </div>
  )
}

/** rows = matched + repeated + unmatched. */
function Result({ result }: { result: VectorsResult }) {
  const { t } = useTranslation()
  const { entity, rows, matched, repeated, unmatched, unmatchedNames } = result
  const parts = [
    ['rows', rows],
    ['matched', matched],
    ['repeated', repeated],
    ['unmatched', unmatched],
  ] as const
  return (
    <div className="vectors-result">
      <p role="status">{t(`vectors.done.${entity}`, { count: matched })}</p>
      <dl className="vectors-sum">
        {parts.map(([name, count]) => (
          <div key={name} data-zero={count === 0}>
            <dt>{t(`vectors.part.${name}`)}</dt>
            <dd>{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
      {unmatchedNames.length > 0 ? (
        <p className="muted small">{t('vectors.unmatchedNames', { names: formatList(unmatchedNames) })}</p>
      ) : null}
      <Button onPress={() => navigate({ page: 'models' })}>{t('vectors.see')}</Button>
    </div>
  )
}
