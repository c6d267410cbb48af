import { useTranslation } from 'react-i18next'
import type { ColumnMapping, ColumnRole } from '#api/columns.ts'
import type { InspectedColumn, InspectedFile } from '#api/schemas.ts'
import { ScrollRegion } from '../../elements/scroll-region.tsx'
import { Select } from '../../elements/select.tsx'
import { Tag } from '../../elements/tag.tsx'
import { formatCount } from '../../format.ts'
import { hasWord, word } from '../../i18n.ts'
import { isNeeded, roleAt, rolesFor, withRole } from './mapping.ts'

type Props = { file: InspectedFile; mapping?: ColumnMapping; onMap?: (mapping: ColumnMapping) => void }

/** The first rows, read by the very reader that will import them. */
export function PreviewTable({ file, mapping, onMap }: Props) {
  const { t } = useTranslation()
  const isUnused = (column: InspectedColumn, index: number) =>
    mapping ? roleAt(mapping, index) === null : column.role === null
  const unused = file.columns.filter(isUnused)
  const rejected = file.rows.filter((row) => row.rejected !== null).length
  return (
    <div className="preview">
      <p className="muted small preview-line">
        {[
          t(file.refused === null ? 'preview.firstRows' : 'mapping.rowsAsTheyAre', { count: file.rows.length }),
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
                <th key={`${column.name} ${index}`} scope="col" data-unused={isUnused(column, index)}>
                  {mapping && onMap ? (
                    <RoleSelect column={column.name} index={index} mapping={mapping} onMap={onMap} />
                  ) : (
                    <span className="preview-role">
                      {column.role === null ? t('preview.passedOver') : roleWord(column.role)}
                      {column.required ? <span className="preview-required"> {t('preview.required')}</span> : null}
                    </span>
                  )}
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
                  <td key={`${column.name} ${index}`} data-unused={isUnused(column, index)}>
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

type RoleProps = { column: string; index: number; mapping: ColumnMapping; onMap: (mapping: ColumnMapping) => void }

/** What a column means; changing it reads the file again. */
function RoleSelect({ column, index, mapping, onMap }: RoleProps) {
  const { t } = useTranslation()
  const nameOf = (role: ColumnRole) =>
    isNeeded(mapping.target, role) ? `${roleWord(role)} · ${t('preview.required')}` : roleWord(role)
  const roles = rolesFor(mapping.target)
  const options = [
    { id: 'none', label: t('preview.passedOver') },
    ...roles.map((role) => ({ id: role, label: nameOf(role) })),
  ]
  return (
    <Select
      label={t('mapping.role', { column })}
      shown={false}
      value={roleAt(mapping, index) ?? 'none'}
      options={options}
      onChange={(chosen) => onMap(withRole(mapping, index, roles.find((role) => role === chosen) ?? null))}
    />
  )
}

const roleWord = (role: string) => (hasWord('role', role) ? word('role', role) : role)
