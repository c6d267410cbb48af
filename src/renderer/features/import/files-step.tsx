import { FileUp } from 'lucide-react'
import { type DirectoryDropItem, DropZone, type FileDropItem, FileTrigger } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Button } from '../../elements/button.tsx'
import { Progress } from '../../elements/progress.tsx'
import { formatBytes, formatPercent } from '../../format.ts'
import { startOver, type TakenFile, takeFiles, useImporting } from '../../state/importing.ts'
import { Presets } from './mapping-panel.tsx'

/** Choose files, and see them arrive. */
export function FilesStep() {
  const { t } = useTranslation()
  const files = useImporting((state) => state.files)
  const inspecting = useImporting((state) => state.inspecting)
  const failure = useImporting((state) => state.failure)
  return (
    <>
      <div className="page-head">
        <div>
          <h1>{t('import.title')}</h1>
          <p>{t('import.lead')}</p>
        </div>
      </div>
      <DropZone
        className="drop-zone"
        aria-label={t('import.dropZone')}
        onDrop={(event) => {
          const dropped = event.items.filter((item) => item.kind !== 'text')
          void Promise.all(dropped.map(filesOf)).then((files) => takeFiles(files.flat()))
        }}
      >
        <FileUp aria-hidden="true" />
        <p className="drop-title">{t('import.drop')}</p>
        <p className="muted">{t('import.kinds')}</p>
        <FileTrigger allowsMultiple onSelect={(list) => void takeFiles([...(list ?? [])])}>
          <Button look="primary">{t('import.choose')}</Button>
        </FileTrigger>
        <FileTrigger acceptDirectory onSelect={(list) => void takeFiles([...(list ?? [])].filter(isShown))}>
          <Button look="quiet">{t('import.chooseFolder')}</Button>
        </FileTrigger>
      </DropZone>
      <Presets />
      {failure ? (
        <p className="note" role="alert">
          {failure.message}
        </p>
      ) : null}
      {files.length > 0 ? (
        <section className="uploads" aria-label={t('import.arriving')}>
          <ul>
            {files.map((file) => (
              <Upload key={file.key} file={file} />
            ))}
          </ul>
          {inspecting ? (
            <p className="muted" role="status">
              {t('import.inspecting')}
            </p>
          ) : null}
          <Button look="quiet" onPress={startOver}>
            {t('action.cancel')}
          </Button>
        </section>
      ) : null}
    </>
  )
}

const isShown = ({ name }: File) => !name.startsWith('.')

/** The files of what was dropped: itself, or all that a folder holds. Hidden files are left where they are. */
async function filesOf(item: FileDropItem | DirectoryDropItem): Promise<File[]> {
  if (item.kind === 'file') return [await item.getFile()]
  const files: File[] = []
  for await (const entry of item.getEntries()) files.push(...(await filesOf(entry)))
  return files.filter(isShown)
}

function Upload({ file }: { file: TakenFile }) {
  const { t } = useTranslation()
  return (
    <li className="upload">
      <span className="ellipsis">{file.name}</span>
      <span className="muted">{formatBytes(file.bytes)}</span>
      <Progress label={t('import.arrivingNamed', { name: file.name })} fraction={file.fraction} />
      <span className="muted">{file.failure ? file.failure.message : formatPercent(file.fraction)}</span>
    </li>
  )
}
