import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../elements/button.tsx'
import { Skeleton } from '../../elements/skeleton.tsx'
import { EmptyState, ErrorState } from '../../elements/states.tsx'
import { formatBytes, formatCount } from '../../format.ts'
import { loadAudioFiles } from '../../state/audio-files.ts'
import { addSample, useJobs } from '../../state/jobs.ts'
import { loadSources, useLibrary } from '../../state/library.ts'
import { navigate } from '../../state/route.ts'
import { failureTitle } from '../../words.ts'
import { SaveListeners } from './save-listeners.tsx'
import { SourceCard } from './source-card.tsx'
import './sources.css'

/** What the library holds and where each part of it came from. */
export function LibraryPage() {
  const { t } = useTranslation()
  const status = useLibrary((state) => state.status)
  const sources = useLibrary((state) => state.sources)
  const failure = useLibrary((state) => state.sourcesFailure)
  const trouble = useJobs((state) => state.failure)
  useEffect(() => void loadSources(), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the library holds has changed when its status is new
  useEffect(() => void loadAudioFiles(), [status])
  if (failure && !sources) {
    return (
      <ErrorState
        title={failureTitle(failure)}
        text={failure.message}
        action={{ label: t('action.tryAgain'), run: () => void loadSources() }}
      />
    )
  }
  if (!status || !sources) return <Skeleton label={t('library.loading')} />
  if (sources.length === 0) {
    return (
      <>
        <h1 className="visually-hidden">{t('nav.library')}</h1>
        <EmptyState title={t('library.empty')} text={t('library.emptyText')}>
          <Button look="primary" onPress={() => navigate({ page: 'import' })}>
            {t('welcome.import')}
          </Button>
          <Button onPress={() => void addSample().then(() => navigate({ page: 'discover' }))}>
            {t('welcome.sample')}
          </Button>
        </EmptyState>
      </>
    )
  }
  const { artists, tracks, listeners, interactions } = status.counts
  return (
    <div className="page">
      <div className="page-inner">
        <div className="page-head">
          <div>
            <h1>{t('nav.library')}</h1>
            <p>{t('library.size', { size: formatBytes(status.bytes) })}</p>
          </div>
          <div className="actions">
            <Button onPress={() => navigate({ page: 'cleaning' })}>{t('library.cleaning')}</Button>
            <Button onPress={() => navigate({ page: 'import' })}>{t('library.add')}</Button>
          </div>
        </div>
        <dl className="holdings">
          <Holding name={t('library.bands', { count: artists })} value={artists} />
          <Holding name={t('library.tracks', { count: tracks })} value={tracks} />
          <Holding name={t('library.listeners', { count: listeners })} value={listeners} />
          <Holding name={t('library.plays', { count: interactions })} value={interactions} />
        </dl>
        {listeners > 0 ? <SaveListeners /> : null}
        {trouble ? (
          <p className="note" role="alert">
            {trouble.message}
          </p>
        ) : null}
        <h2 className="sources-title">{t('library.sources')}</h2>
        <ul className="sources" aria-label={t('library.sources')}>
          {sources.map((source) => (
            <SourceCard key={source.id} source={source} />
          ))}
        </ul>
      </div>
    </div>
  )
}

function Holding({ name, value }: { name: string; value: number }) {
  return (
    <div data-zero={value === 0}>
      <dd>{formatCount(value)}</dd>
      <dt>{name}</dt>
    </div>
  )
}
