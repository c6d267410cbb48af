import { useTranslation } from 'react-i18next'
import type { FileDoubt } from '#api/schemas.ts'
import { Button } from '../../elements/button.tsx'
import { formatSeconds } from '../../format.ts'
import { DoubtsPage } from '../../parts/doubts-page.tsx'
import { ItemArtwork } from '../../parts/item-artwork.tsx'
import { answerDoubt, doubtKey, loadAudioFiles, useAudioFiles } from '../../state/audio-files.ts'
import './files.css'

/** Audio files that may be tracks of the library, each with two answers. */
export function FilesPage() {
  const { t } = useTranslation()
  const doubts = useAudioFiles((state) => state.doubts)
  const total = useAudioFiles((state) => state.doubtful)
  const failure = useAudioFiles((state) => state.failure)
  return (
    <DoubtsPage
      title={t('nav.files')}
      back={t('files.back')}
      loading={t('files.loading')}
      load={loadAudioFiles}
      failure={failure}
      content={doubts && contentOf(doubts)}
    />
  )

  function contentOf(some: FileDoubt[]) {
    if (some.length === 0) return { none: t('files.none'), text: t('files.noneText') }
    const children = (
      <ul className="file-doubts" aria-label={t('nav.files')}>
        {some.map((doubt) => (
          <DoubtLine key={doubtKey(doubt)} doubt={doubt} />
        ))}
      </ul>
    )
    return { lead: t('files.lead', { count: total }), children }
  }
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
