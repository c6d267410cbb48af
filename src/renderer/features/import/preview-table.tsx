import { useTranslation } from 'react-i18next'
import type { InspectedFile } from '#api/schemas.ts'
import { ScrollRegion } from '../../elements/scroll-region.tsx'
import { Tag } from '../../elements/tag.tsx'
import { formatCount } from '../../format.ts'
import { hasWord, word } from '../../i18n.ts'

/** The first rows, read by the very reader that will import them. */
export function PreviewTable({ file }: { file: InspectedFile }) {
  const { t } = useTranslation()
  const unused = file.columns.filter(({ role }) => role === null)
  const rejected = file.rows.filter((row) => row.rejected !== null).length
  return (
    <div className="preview">
      <p className="muted small preview-line">
        {[
          t('preview.firstRows', { count: file.rows.length }),
          ...(rejected > 0 ? [t('preview.rejectedRows', { count: rejected })] : []),
          ...(unused.length > 0
            ? [t('preview.unused', { count: unused.length, names: unused.map(({ name }) => name).join(', ') })]
            : []),
        ].join(' · ')}
      </p>
      <ScrollRegion className="preview-scroll" label={t('preview.rowsOf', { name: file.name })}>
        <table className="preview-table">
          <thead>
            <tr>
              <th scope="col" className="preview-number">
                {t('preview.line')}
              </th>
              {file.columns.map((column, index) => (
                <th key={`${column.name} ${index}`} scope="col" data-unused={column.role === null}>
                  <span className="preview-role">
                    {column.role === null ? t('preview.passedOver') : roleWord(column.role)}
                    {column.required ? <span className="preview-required"> {t('preview.required')}</span> : null}
                  </span>
                  <span className="preview-column">{column.name}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {file.rows.map((row) => (
              <tr key={row.line} data-rejected={row.rejected !== null}>
                <td className="preview-number">{formatCount(row.line)}</td>
                {file.columns.map((column, index) => (
                  <td key={`${column.name} ${index}`} data-unused={column.role === null}>
                    {row.fields[index] ?? ''}
                    {row.rejected !== null && index === 0 ? (
                      <Tag tone="accent">{word('keyword', row.rejected)}</Tag>
                    ) : null}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </div>
  )
}

const roleWord = (role: string) => (hasWord('role', role) ? word('role', role) : role)
