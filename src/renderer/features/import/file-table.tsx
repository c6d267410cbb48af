import { useTranslation } from 'react-i18next'
import type { FileLedger } from '#api/schemas.ts'
import { Button } from '../../elements/button.tsx'
import { ScrollRegion } from '../../elements/scroll-region.tsx'
import { Tag } from '../../elements/tag.tsx'
import { useFirst } from '../../elements/use-first.ts'
import { formatBytes, formatCount } from '../../format.ts'
import { word } from '../../i18n.ts'
import { total } from './ledger.ts'

/** The same sum, file by file. */
export function FileTable({ files }: { files: FileLedger[] }) {
  const { t } = useTranslation()
  const { shown, more, showAll } = useFirst(files)
  return (
    <div className="reasons-block">
      <h2>{t('result.byFile')}</h2>
      <ScrollRegion className="table-scroll" label={t('result.byFile')}>
        <table className="file-table">
          <thead>
            <tr>
              <th scope="col">{t('result.file')}</th>
              <th scope="col">{t('result.part.read')}</th>
              <th scope="col">{t('result.part.kept')}</th>
              <th scope="col">{t('result.part.merged')}</th>
              <th scope="col">{t('result.part.setAside')}</th>
              <th scope="col">{t('result.part.rejected')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((file) => (
              <tr key={file.id}>
                <th scope="row">
                  <span>
                    {file.path} {file.outcome === 'accepted' ? null : <Tag>{t(`result.outcome.${file.outcome}`)}</Tag>}
                  </span>
                  <span className="muted small">
                    {refusal(file) ??
                      [formatBytes(file.bytes), ...(file.table ? [word('table', file.table)] : [])].join(' · ')}
                  </span>
                </th>
                <td>{formatCount(file.read)}</td>
                <td>{formatCount(file.kept)}</td>
                <td>{formatCount(file.merged)}</td>
                <td>{formatCount(file.setAside)}</td>
                <td>{formatCount(total(file.rejected))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {more > 0 ? (
        <Button look="link" onPress={showAll}>
          {t('preview.allFiles', { count: files.length })}
        </Button>
      ) : null}
    </div>
  )
}

const refusal = ({ reason, message }: FileLedger) => message ?? (reason === null ? null : word('keyword', reason))
