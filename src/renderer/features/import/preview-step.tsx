import { useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { ColumnMapping } from '#api/columns.ts'
import type { InspectedFile, InspectResult } from '#api/schemas.ts'
import { Button } from '../../elements/button.tsx'
import { useFirst } from '../../elements/use-first.ts'
import { formatList } from '../../format.ts'
import { word } from '../../i18n.ts'
import { mapAnew, mapFile, startImport, startOver, takeFiles, useImporting } from '../../state/importing.ts'
import { AboutData } from './about-data.tsx'
import { CleaningSection } from './cleaning-section.tsx'
import { FileCard } from './file-card.tsx'
import { awaitsColumns, mappingOf } from './mapping.ts'
import { MappingActions, MappingPanel } from './mapping-panel.tsx'
import { PlaylistsSection } from './playlists-section.tsx'
import { PreviewTable } from './preview-table.tsx'
import { VectorsSection } from './vectors-section.tsx'

/** What was found, how sure that is, and the first rows as they will be imported. */
export function PreviewStep() {
  const { t } = useTranslation()
  const inspected = useImporting((state) => state.inspected)
  const starting = useImporting((state) => state.starting)
  const failure = useImporting((state) => state.failure)
  const [openRef, setOpenRef] = useState<string | null>(null)
  if (!inspected) return null
  const good = inspected.files.filter((file) => file.refused === null)
  const files = inspected.files.filter(({ ref }) => !inspected.vectors.some(({ file }) => file === ref))
  const waiting = files.filter(awaitsColumns)
  const open = files.find((file) => file.ref === openRef) ?? good[0] ?? waiting[0] ?? files[0]
  return (
    <>
      <div className="page-head">
        <div>
          <h1>{t(titleOf({ good, waiting, files }))}</h1>
          {good.length > 0 && files.length > 0 ? (
            <p>{t('preview.lead', { count: files.length, good: good.length })}</p>
          ) : null}
        </div>
      </div>
      <Notes inspected={inspected} />
      {files.length > 0 ? <FileCards files={files} open={open ?? null} onOpen={setOpenRef} /> : null}
      {open ? <Reading key={open.ref} file={open} onChange={() => setOpenRef(open.ref)} /> : null}
      {failure ? (
        <p className="note" role="alert">
          {failure.message}
        </p>
      ) : null}
      <PlaylistsSection files={good} />
      <VectorsSection alone={files.length === 0} />
      {good.some(({ format }) => format !== 'audio-files') ? <CleaningSection inspected={inspected} /> : null}
      {good.length > 0 && !inspected.goesInto ? <AboutData inspected={inspected} /> : null}
      <div className="preview-foot">
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

type CardsProps = { files: InspectedFile[]; open: InspectedFile | null; onOpen: (ref: string) => void }

function FileCards({ files, open, onOpen }: CardsProps) {
  const { t } = useTranslation()
  const { shown, more, showAll } = useFirst(files)
  return (
    <>
      <ul className="file-cards" aria-label={t('preview.files')}>
        {shown.map((file) => (
          <FileCard key={`${file.ref} ${file.name}`} file={file} open={file === open} onOpen={() => onOpen(file.ref)} />
        ))}
      </ul>
      {more > 0 ? (
        <Button look="link" onPress={showAll}>
          {t('preview.allFiles', { count: files.length })}
        </Button>
      ) : null}
    </>
  )
}

type Files = Record<'good' | 'waiting' | 'files', InspectedFile[]>

function titleOf({ good, waiting, files }: Files) {
  if (good.length > 0) return 'preview.title'
  if (waiting.length > 0) return 'preview.needsColumns'
  return files.length > 0 ? 'preview.nothing' : 'preview.vectorsOnly'
}

/** One file as it will be read; a table can be read otherwise. `onChange` keeps it open whatever becomes of it. */
function Reading({ file, onChange }: { file: InspectedFile; onChange: () => void }) {
  const { t } = useTranslation()
  const own = useImporting(({ mappings }) => mappings[file.ref])
  const [asked, setAsked] = useState(false)
  const isTable = own !== undefined || file.mapping !== null || file.delimiter !== null
  const isMapped = isTable && (asked || own !== undefined || file.refused !== null)
  const mapping = mappingOf(file, own)
  const changeBy = (map: typeof mapFile) => (next: ColumnMapping) => {
    onChange()
    setAsked(true)
    void map(file.ref, next)
  }
  const change = changeBy(mapFile)
  return (
    <>
      {file.preset ? <p className="note">{t('mapping.readBy', { name: file.preset.name })}</p> : null}
      {isMapped ? (
        <MappingPanel file={file} mapping={mapping} onChange={change} onRedivide={changeBy(mapAnew)} />
      ) : null}
      {isTable && !isMapped ? (
        <Button look="link" onPress={() => setAsked(true)}>
          {t('mapping.change')}
        </Button>
      ) : null}
      {file.columns.length > 0 ? <PreviewTable file={file} {...(isMapped ? { mapping, onMap: change } : {})} /> : null}
      {isMapped ? <MappingActions file={file} mapping={mapping} /> : null}
    </>
  )
}

function Notes({ inspected }: { inspected: InspectResult }) {
  const { t } = useTranslation()
  const { alreadyImported, goesInto, missing } = inspected
  const own = inspected.files.some(({ format }) => format === 'audio-files')
  if (!alreadyImported && !goesInto && missing.length === 0) return null
  return (
    <div className="preview-notes">
      {alreadyImported ? (
        <p className="note">{t(own ? 'preview.alreadyFolder' : 'preview.already', { name: alreadyImported.name })}</p>
      ) : null}
      {goesInto && !alreadyImported ? <p className="note">{t('preview.goesInto', { name: goesInto.name })}</p> : null}
      {missing.map((partner) => (
        <p key={`${partner.format} ${partner.table}`} className="note">
          <strong>{t('preview.missing', { files: formatList(partner.fileNames.slice(0, 3)) })}</strong>{' '}
          {t('preview.brings', { what: partner.brings, table: word('table', partner.table) })}
        </p>
      ))}
    </div>
  )
}
