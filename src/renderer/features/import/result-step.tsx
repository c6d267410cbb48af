import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Job } from '#api/schemas.ts'
import { Button } from '../../elements/button.tsx'
import { formatBytes, formatCount, formatSeconds } from '../../format.ts'
import { CoverageView } from '../../parts/coverage-view.tsx'
import { RemoveSource } from '../../parts/remove-source.tsx'
import { loadCleaning, useCleaning } from '../../state/cleaning.ts'
import { startOver } from '../../state/importing.ts'
import { hideJob, learn } from '../../state/jobs.ts'
import { loadSources, useLibrary } from '../../state/library.ts'
import { navigate } from '../../state/route.ts'
import { FileTable } from './file-table.tsx'
import { fixesOf, reasonsOf, sumOf } from './ledger.ts'
import { LedgerSum } from './ledger-sum.tsx'
import { ReasonTable } from './reason-table.tsx'
import { VectorsSection } from './vectors-section.tsx'

/** What became of every record: one sum, then one line per reason, then the one next step. */
export function ResultStep({ job }: { job: Job }) {
  const { t } = useTranslation()
  const simulated = useLibrary((state) =>
    state.status?.sources.some(({ id, simulated }) => simulated && id === job.import?.source),
  )
  const imported = useLibrary((state) => state.sources?.find(({ id }) => id === job.import?.source))
  useEffect(() => hideJob(job.id), [job.id])
  const doubts = useCleaning(({ state }) => state?.suggestions ?? 0)
  useEffect(() => void loadSources(), [])
  useEffect(() => void loadCleaning(), [])
  const result = job.import
  if (!result) return null
  const { files, source } = result
  const sum = sumOf(files)
  const reasons = reasonsOf(files)
  const fixes = fixesOf(files)
  const bytes = files.reduce((total, file) => total + file.bytes, 0)
  const facts = [
    t('count.files', { count: files.length }),
    t('result.readIn', { bytes: formatBytes(bytes), time: formatSeconds(result.seconds) }),
    // The pace of a handful says nothing.
    ...(result.seconds > 0 && sum.read >= 10_000
      ? [t('result.rate', { rate: formatCount(sum.read / result.seconds) })]
      : []),
    ...(simulated ? [t('simulated.tag')] : []),
    ...(imported?.forTaste === false ? [t('library.notForTaste')] : []),
    ...(imported?.licence ? [t('result.licence', { licence: imported.licence })] : []),
    ...(imported?.origin ? [t('result.origin', { origin: imported.origin })] : []),
  ]
  const coverage = imported?.coverage
  // Mended records are one file of a source that was there before: taking the source out would take more than these.
  const isWhole = imported?.files.every(({ id }) => files.some((file) => file.id === id)) ?? true
  const canLearn = imported?.forTaste === true && imported.counts.interactions > 0
  return (
    <div className="result">
      <h1>{source === null ? t('result.nothing', { name: result.name }) : t('result.title', { name: result.name })}</h1>
      <p className="muted result-facts">{facts.join(' · ')}</p>
      <LedgerSum sum={sum} />
      {reasons.length > 0 ? (
        <ReasonTable title={t('result.reasons')} reasons={reasons} />
      ) : (
        <p className="note">{t('result.allKept')}</p>
      )}
      {fixes.length > 0 ? <ReasonTable title={t('result.fixes')} note={t('result.fixesNote')} reasons={fixes} /> : null}
      {coverage ? (
        <section className="reasons-block" aria-label={t('coverage.title')}>
          <h2>{t('coverage.title')}</h2>
          <CoverageView coverage={coverage} />
        </section>
      ) : null}
      <FileTable files={files} />
      <VectorsSection />
      <div className="actions result-actions">
        {canLearn ? (
          <Button
            look="primary"
            onPress={() => {
              void learn()
              navigate({ page: 'models' })
            }}
          >
            {t('result.learn')}
          </Button>
        ) : null}
        {source !== null && doubts > 0 ? (
          <Button onPress={() => navigate({ page: 'cleaning' })}>{t('result.review', { count: doubts })}</Button>
        ) : null}
        <Button onPress={startOver}>{t('result.more')}</Button>
        {source === null || !isWhole ? null : (
          <RemoveSource
            source={{ id: source, name: result.name }}
            label={t('result.remove')}
            look="danger"
            onRemoved={() => {
              startOver()
              navigate({ page: 'library' })
            }}
          />
        )}
      </div>
    </div>
  )
}
