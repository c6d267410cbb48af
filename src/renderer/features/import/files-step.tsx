import { FileUp } from 'lucide-react'
import { FileTrigger } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Button } from '../../elements/button.tsx'
import { Progress } from '../../elements/progress.tsx'
import { formatBytes, formatPercent } from '../../format.ts'
import { host } from '../../state/client.ts'
import { filesOfFolder } from '../../state/files-of.ts'
import { startOver, type TakenFile, takeFiles, takeFolder, useImporting } from '../../state/importing.ts'
import { Presets } from './mapping-panel.tsx'
import { OwnMusic } from './own-music.tsx'

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
      <section className="drop-zone" aria-label={t('import.dropZone')}>
        <FileUp aria-hidden="true" />
        <p className="drop-title">{t('import.drop')}</p>
        <p className="muted">{t('import.kinds')}</p>
        <div className="actions">
          <FileTrigger allowsMultiple onSelect={(list) => void takeFiles([...(list ?? [])])}>
            <Button look="primary">{t('import.choose')}</Button>
          </FileTrigger>
          <FolderTrigger />
        </div>
      </section>
      <OwnMusic />
      <Presets />
      {failure ? (
        <p className="note" role="alert">
          {failure.message}
        </p>
      ) : null}
      {files.length > 0 ? (
        <section className="uploads" aria-label={t('import.arriving')}>
          {files.length > many ? <ManyUploads files={files} /> : null}
          <ul>
            {(files.length > many ? files.filter(isUnderway) : files).map((file) => (
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

/** A folder is read where it lies in Electron, and file by file in a browser. */
function FolderTrigger() {
  const { t } = useTranslation()
  if (host.chooseFolder !== null) {
    return <Button onPress={() => void takeFolder()}>{t('import.chooseFolder')}</Button>
  }
  return (
    <FileTrigger acceptDirectory onSelect={(list) => void takeFiles(filesOfFolder(list))}>
      <Button>{t('import.chooseFolder')}</Button>
    </FileTrigger>
  )
}

/** From here on only the files that are on their way, or did not arrive, have a line of their own. */
const many = 12
const isUnderway = ({ ref, fraction, failure }: TakenFile) => failure !== null || (ref === null && fraction > 0)

function ManyUploads({ files }: { files: TakenFile[] }) {
  const { t } = useTranslation()
  const arrived = files.filter(({ ref }) => ref !== null).length
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  const taken = files.reduce((sum, file) => sum + file.bytes * file.fraction, 0)
  return (
    <div className="uploads-sum">
      <span role="status">{t('import.arrived', { count: files.length, arrived })}</span>
      <Progress label={t('import.arriving')} fraction={bytes === 0 ? arrived / files.length : taken / bytes} />
    </div>
  )
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
