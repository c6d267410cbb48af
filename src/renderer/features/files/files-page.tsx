import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { FileDoubt } from '#api/schemas.ts'
import { Button } from '../../elements/button.tsx'
import { Skeleton } from '../../elements/skeleton.tsx'
import { EmptyState, ErrorState } from '../../elements/states.tsx'
import { formatSeconds } from '../../format.ts'
import { ItemArtwork } from '../../parts/item-artwork.tsx'
import { answerDoubt, doubtKey, loadAudioFiles, useAudioFiles } from '../../state/audio-files.ts'
import { useLibrary } from '../../state/library.ts'
import { navigate } from '../../state/route.ts'
import { failureTitle } from '../../words.ts'
import './files.css'

/** Audio files that may be tracks of the library, each with two answers. */
export function FilesPage() {
  const { t } = useTranslation()
  const doubts = useAudioFiles((state) => state.doubts)
  const total = useAudioFiles((state) => state.doubtful)
  const failure = useAudioFiles((state) => state.failure)
  const status = useLibrary((library) => library.status)
  // What the library holds has changed when its status has been read anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: status is what tells that
  useEffect(() => void loadAudioFiles(), [status])
  if (doubts === null && failure) {
    return (
      <ErrorState
        title={failureTitle(failure)}
        text={failure.message}
        action={{ label: t('action.tryAgain'), run: () => void loadAudioFiles() }}
      />
    )
  }
  if (doubts === null) return <Skeleton label={t('files.loading')} />
  if (doubts.length === 0) {
    return (
      <>
        <h1 className="visually-hidden">{t('nav.files')}</h1>
        <EmptyState title={t('files.none')} text={t('files.noneText')}>
          <Button onPress={() => navigate({ page: 'library' })}>{t('files.back')}</Button>
        </EmptyState>
      </>
    )
  }
  return (
    <div className="page">
      <div className="page-inner">
        <div className="page-head">
          <div>
            <h1>{t('nav.files')}</h1>
            <p>{t('files.lead', { count: total })}</p>
          </div>
          <Button onPress={() => navigate({ page: 'library' })}>{t('files.back')}</Button>
        </div>
        {failure ? (
          <p className="note" role="alert">
            {failure.message}
          </p>
        ) : null}
        <ul className="file-doubts" aria-label={t('nav.files')}>
          {doubts.map((doubt) => (
            <DoubtLine key={doubtKey(doubt)} doubt={doubt} />
          ))}
        </ul>
      </div>
    </div>
  )
}

function DoubtLine({ doubt }: { doubt: FileDoubt }) {
  const { t } = useTranslation()
  const { item } = doubt
  const names = { file: `${doubt.artist} – ${doubt.title}`, track: `${item.artist} – ${item.title ?? ''}` }
  const length = doubt.durationMs === null ? [] : [formatSeconds(doubt.durationMs / 1000)]
  return (
    <li>
      <ItemArtwork item={item} />
      <dl className="doubt-names">
        <div>
          <dt className="muted small">{t('files.yourFile')}</dt>
          <dd>
            <strong>{names.file}</strong>
            <span className="muted small ellipsis">{[...length, doubt.path].join(' · ')}</span>
          </dd>
        </div>
        <div>
          <dt className="muted small">{t('files.inLibrary')}</dt>
          <dd>
            <strong>{names.track}</strong>
            <span className="muted small">{t('files.listeners', { count: item.listeners })}</span>
          </dd>
        </div>
      </dl>
      <div className="actions">
        <Button aria-label={t('files.sameNamed', names)} onPress={() => void answerDoubt(doubt, 'same')}>
          {t('files.same')}
        </Button>
        <Button aria-label={t('files.differentNamed', names)} onPress={() => void answerDoubt(doubt, 'different')}>
          {t('files.different')}
        </Button>
      </div>
    </li>
  )
}
