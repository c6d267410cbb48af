import { X } from 'lucide-react'
import { Button as AriaButton } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { InspectedFile } from '#api/schemas.ts'
import { IconButton } from '../../elements/button.tsx'
import { Tag } from '../../elements/tag.tsx'
import { formatBytes } from '../../format.ts'
import { word } from '../../i18n.ts'
import { dropFile } from '../../state/importing.ts'
import { delimiterNames } from './delimiters.ts'
import { awaitsColumns } from './mapping.ts'

const sureness = (confidence: number) => (confidence >= 0.9 ? 'certain' : confidence >= 0.6 ? 'likely' : 'unsure')

/** One file: what it is, how sure that is, or why it cannot come in. */
export function FileCard({ file, open, onOpen }: { file: InspectedFile; open: boolean; onOpen: () => void }) {
  const { t } = useTranslation()
  const waits = awaitsColumns(file)
  const sure = waits ? 'waits' : file.refused ? 'refused' : sureness(file.confidence)
  return (
    <li className="file-card" data-open={open} data-refused={file.refused !== null}>
      <AriaButton className="file-card-button" aria-pressed={open} onPress={onOpen}>
        <span className="file-name ellipsis">{file.name}</span>
        <span className="file-found">
          <span>{found(file)}</span>
          <span className="muted small">{file.refused && !waits ? file.refused.message : fileFacts(file)}</span>
        </span>
      </AriaButton>
      <span className="file-sure">
        <Tag tone={file.refused ? 'accent' : 'plain'}>{t(`preview.${sure}`)}</Tag>
      </span>
      <IconButton label={t('preview.leaveOut', { name: file.name })} onPress={() => void dropFile(file.ref)}>
        <X />
      </IconButton>
    </li>
  )

  function found({ formatName, table, refused, columns }: InspectedFile): string {
    if (waits) return t('preview.unknownTable', { count: columns.length })
    if (refused) return word('keyword', refused.keyword)
    return [formatName, table ? word('table', table) : null].filter(Boolean).join(' · ')
  }

  function fileFacts({ bytes, encoding, delimiter, hasHeader, compression }: InspectedFile): string {
    // Its text is made by the reader: how that is written says nothing of the file.
    if (compression === 'parquet') return [formatBytes(bytes), t('preview.parquet')].join(' · ')
    return [
      formatBytes(bytes),
      ...(encoding ? [word('encoding', encoding)] : []),
      ...(delimiter ? [t('preview.delimiter', { name: word('delimiter', delimiterName(delimiter)) })] : []),
      // Only a table can have a header; a folder or a list has none.
      ...(delimiter ? [t(hasHeader ? 'preview.header' : 'preview.noHeader')] : []),
      ...(compression === 'none' ? [] : [t('preview.compressed', { with: compression })]),
    ].join(' · ')
  }
}

const delimiterName = (delimiter: string) => delimiterNames[delimiter] ?? delimiter
