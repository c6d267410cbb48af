import { Check } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../elements/button.tsx'
import { formatBytes, formatCount } from '../../format.ts'
import { type Export, saveAgain, usePlaylists } from '../../state/playlists.ts'
import { navigate } from '../../state/route.ts'

/** Lists of paths; the other formats carry names and ids too, which services go by. */
const isForPlayers = ({ format }: Export) => format === 'm3u8' || format === 'm3u' || format === 'pls'

/** What the last export wrote, which stays in sight until the next one. */
export function ExportResult({ playlistId }: { playlistId: number }) {
  const { t } = useTranslation()
  const exported = usePlaylists((state) => state.exported)
  const failure = usePlaylists((state) => state.exportFailure)
  const exporting = usePlaylists((state) => state.exporting)
  if (failure) {
    return (
      <p className="note" role="alert">
        <strong>{t('export.failed')}</strong> {failure.message}
      </p>
    )
  }
  return (
    <div role="status">
      {exporting ? <p className="note">{t('export.writing')}</p> : null}
      {exported && exported.playlistId === playlistId ? (
        <p className="note export-done">
          {exported.written > 0 ? <Check aria-hidden="true" /> : null}
          <span>
            <strong>{t('export.written', { count: exported.written, shown: formatCount(exported.written) })}</strong>,{' '}
            {exported.format === 'jspf'
              ? t('export.withRecording', {
                  count: exported.withRecording,
                  shown: formatCount(exported.withRecording),
                })
              : t('export.withFile', { count: exported.withFile, shown: formatCount(exported.withFile) })}
            {exported.commented > 0
              ? `, ${t('export.commented', { count: exported.commented, shown: formatCount(exported.commented) })}`
              : null}
            {exported.base ? <span className="export-file">{t('export.base', { folder: exported.base })}</span> : null}
            <span className="export-file">
              {exported.name} · {formatBytes(exported.bytes)}
            </span>
          </span>
          <Button look="link" onPress={() => void saveAgain()}>
            {t('export.again')}
          </Button>
        </p>
      ) : null}
      {exported && exported.playlistId === playlistId && isForPlayers(exported) && exported.withFile === 0 ? (
        <p className="note export-done">
          <span>{t('export.nothingToPlay')}</span>
          <Button look="link" onPress={() => navigate({ page: 'import' })}>
            {t('welcome.import')}
          </Button>
        </p>
      ) : null}
    </div>
  )
}
