import { useTranslation } from 'react-i18next'
import { Button } from '../../elements/button.tsx'
import { Toggle } from '../../elements/toggle.tsx'
import { formatCount, formatWhen } from '../../format.ts'
import { scanFolder, useAudioFiles, watchFolder } from '../../state/audio-files.ts'
import { isRunning, useJobs } from '../../state/jobs.ts'
import { navigate } from '../../state/route.ts'

/** A source that is a folder of audio files: how many are there, and when it is looked through again. */
export function AudioFolder({ sourceId, name }: { sourceId: number; name: string }) {
  const { t } = useTranslation()
  const folder = useAudioFiles(({ folders }) => folders.find(({ id }) => id === sourceId))
  const doubtful = useAudioFiles((state) => state.doubtful)
  const failure = useAudioFiles((state) => state.failure)
  const importing = useJobs(isRunning('import'))
  if (folder === undefined) return null
  const { files, vanished, watched, waiting } = folder
  return (
    <div className="audio-folder">
      <p className="muted">
        {[
          t('files.there', { count: files, shown: formatCount(files) }),
          ...(vanished > 0 ? [t('files.gone', { count: vanished, shown: formatCount(vanished) })] : []),
        ].join(' · ')}
      </p>
      {failure ? (
        <p className="note" role="alert">
          {failure.message}
        </p>
      ) : null}
      <Toggle isSelected={watched} onChange={(on) => void watchFolder(sourceId, on)}>
        <span className="audio-watch">
          {t('files.watch')}
          <span className="muted small">{t('files.watchText')}</span>
        </span>
      </Toggle>
      {watched && waiting !== null ? (
        <p className="muted">
          {t('files.waiting', {
            count: waiting.files,
            shown: formatCount(waiting.files),
            when: formatWhen(waiting.until),
          })}
        </p>
      ) : null}
      <div className="actions">
        <Button
          aria-label={t('files.scanNamed', { name })}
          isDisabled={importing !== null}
          onPress={() => void scanFolder(sourceId)}
        >
          {t('files.scan')}
        </Button>
        {doubtful > 0 ? (
          <Button onPress={() => navigate({ page: 'files' })}>{t('files.doubts', { count: doubtful })}</Button>
        ) : null}
      </div>
    </div>
  )
}
