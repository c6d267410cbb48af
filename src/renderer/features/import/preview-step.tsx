import { useState } from 'react'
import { FileTrigger, Input, Label, TextField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { InspectResult } from '#api/schemas.ts'
import { Button } from '../../elements/button.tsx'
import { formatList } from '../../format.ts'
import { word } from '../../i18n.ts'
import { nameSource, startImport, startOver, takeFiles, useImporting } from '../../state/importing.ts'
import { FileCard } from './file-card.tsx'
import { PreviewTable } from './preview-table.tsx'

/** What was found, how sure that is, and the first rows as they will be imported. */
export function PreviewStep() {
  const { t } = useTranslation()
  const inspected = useImporting((state) => state.inspected)
  const name = useImporting((state) => state.name)
  const starting = useImporting((state) => state.starting)
  const failure = useImporting((state) => state.failure)
  const [openRef, setOpenRef] = useState<string | null>(null)
  if (!inspected) return null
  const good = inspected.files.filter((file) => file.refused === null)
  const open = inspected.files.find((file) => file.ref === openRef) ?? good[0] ?? inspected.files[0]
  return (
    <>
      <div className="page-head">
        <div>
          <h1>{good.length > 0 ? t('preview.title') : t('preview.nothing')}</h1>
          <p>{t('preview.lead', { count: good.length, total: inspected.files.length })}</p>
        </div>
      </div>
      <Notes inspected={inspected} />
      <ul className="file-cards" aria-label={t('preview.files')}>
        {inspected.files.map((file) => (
          <FileCard key={file.ref} file={file} open={file.ref === open?.ref} onOpen={() => setOpenRef(file.ref)} />
        ))}
      </ul>
      {open && open.refused === null ? <PreviewTable file={open} /> : null}
      {failure ? (
        <p className="note" role="alert">
          {failure.message}
        </p>
      ) : null}
      <div className="preview-foot">
        {good.length > 0 ? (
          <TextField className="source-name" value={name} onChange={nameSource} maxLength={200}>
            <Label className="field-label">{t('preview.name')}</Label>
            <Input className="text-input" placeholder={inspected.suggestedName} />
          </TextField>
        ) : null}
        <div className="actions">
          {good.length > 0 ? (
            <Button look="primary" isDisabled={starting} onPress={() => void startImport()}>
              {t('preview.start')}
            </Button>
          ) : null}
          <FileTrigger allowsMultiple onSelect={(list) => void takeFiles([...(list ?? [])])}>
            <Button>{t('preview.addFiles')}</Button>
          </FileTrigger>
          <Button look="quiet" onPress={startOver}>
            {t('preview.startOver')}
          </Button>
        </div>
      </div>
    </>
  )
}

function Notes({ inspected }: { inspected: InspectResult }) {
  const { t } = useTranslation()
  const { alreadyImported, missing } = inspected
  if (!alreadyImported && missing.length === 0) return null
  return (
    <div className="preview-notes">
      {alreadyImported ? <p className="note">{t('preview.already', { name: alreadyImported.name })}</p> : null}
      {missing.map((partner) => (
        <p key={`${partner.format} ${partner.table}`} className="note">
          <strong>{t('preview.missing', { files: formatList(partner.fileNames.slice(0, 3)) })}</strong>{' '}
          {t('preview.brings', { what: partner.brings, table: word('table', partner.table) })}
        </p>
      ))}
    </div>
  )
}
