import { X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { type ColumnMapping, ColumnTarget, TableEncoding } from '#api/columns.ts'
import type { InspectedFile } from '#api/schemas.ts'
import { Button, IconButton } from '../../elements/button.tsx'
import { Select } from '../../elements/select.tsx'
import { formatList } from '../../format.ts'
import { word } from '../../i18n.ts'
import { deletePreset, loadPresets, savePreset, unmapFile, useImporting } from '../../state/importing.ts'
import { delimiterNames } from './delimiters.ts'
import { lackingChoices, withDelimiter, withEncoding } from './mapping.ts'

const auto = 'auto'
type Change = (mapping: ColumnMapping) => void
/** `onRedivide` is told of another dialect, by which other columns come about. */
type Props = { file: InspectedFile; mapping: ColumnMapping; onChange: Change; onRedivide: Change }

/** How a file is read: what it holds, how its text is divided, what is still missing, and keeping all that. */
export function MappingPanel({ file, mapping, ...changes }: Props) {
  const { t } = useTranslation()
  const lacking = lackingChoices(mapping).map((choice) =>
    choice.map((role) => word('role', role)).join(` ${t('mapping.or')} `),
  )
  return (
    <section className="mapping" aria-label={t('mapping.label', { name: file.name })}>
      <p className="muted">{t('mapping.lead')}</p>
      <Dialect mapping={mapping} divided={file.compression !== 'parquet'} {...changes} />
      <p className="mapping-state" role="status">
        {lacking.length > 0
          ? t('mapping.lacking', { roles: formatList(lacking) })
          : file.refused
            ? file.refused.message
            : t('mapping.ready')}
      </p>
    </section>
  )
}

/** What can be done with a mapping: keep it, take it back, or forget one that was kept. */
export function MappingActions({ file, mapping }: Pick<Props, 'file' | 'mapping'>) {
  const { t } = useTranslation()
  const own = useImporting(({ mappings }) => mappings[file.ref] !== undefined)
  return (
    <div className="mapping">
      {own && file.refused === null && file.hasHeader ? <Keep file={file} mapping={mapping} /> : null}
      {own ? (
        <Button look="link" onPress={() => void unmapFile(file.ref)}>
          {t('mapping.forget')}
        </Button>
      ) : null}
      <Presets />
    </div>
  )
}

/** What rows are and, where a file's text has to be divided into them, how that is done. */
function Dialect({ mapping, divided, onChange, onRedivide }: Omit<Props, 'file'> & { divided: boolean }) {
  const { t } = useTranslation()
  return (
    <div className="mapping-choices">
      <Select
        label={t('mapping.target')}
        value={mapping.target}
        options={ColumnTarget.options.map((id) => ({ id, label: word('target', id) }))}
        onChange={(target) => onChange({ ...mapping, target })}
      />
      {divided ? <TextDialect mapping={mapping} onChange={onChange} onRedivide={onRedivide} /> : null}
    </div>
  )
}

function TextDialect({ mapping, onChange, onRedivide }: Omit<Props, 'file'>) {
  const { t } = useTranslation()
  const byItself = { id: auto, label: t('mapping.auto') }
  const known = Object.keys(delimiterNames)
  const current = mapping.delimiter ?? auto
  const delimiters = current === auto || known.includes(current) ? known : [...known, current]
  return (
    <>
      <Select
        label={t('mapping.delimiter')}
        value={current}
        options={[byItself, ...delimiters.map((id) => ({ id, label: word('delimiter', delimiterNames[id] ?? id) }))]}
        onChange={(delimiter) => onRedivide(withDelimiter(mapping, delimiter === auto ? null : delimiter))}
      />
      <Select
        label={t('mapping.encoding')}
        value={mapping.encoding ?? auto}
        options={[byItself, ...TableEncoding.options.map((id) => ({ id, label: word('encoding', id) }))]}
        onChange={(encoding) =>
          onRedivide(withEncoding(mapping, TableEncoding.options.find((one) => one === encoding) ?? null))
        }
      />
      <Select
        label={t('mapping.firstLine')}
        value={mapping.header === false ? 'data' : 'names'}
        options={(['names', 'data'] as const).map((id) => ({ id, label: t(`mapping.first.${id}`) }))}
        onChange={(first) => onChange({ ...mapping, header: first === 'names' })}
      />
    </>
  )
}

function Keep({ file, mapping }: { file: InspectedFile; mapping: ColumnMapping }) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  return (
    <div className="mapping-keep">
      <TextField className="source-name" value={name} onChange={setName} maxLength={200}>
        <Label className="field-label">{t('mapping.keepAs')}</Label>
        <Input className="text-input" />
      </TextField>
      <Button isDisabled={name.trim() === ''} onPress={() => void savePreset(file, name.trim(), mapping)}>
        {t('mapping.keep')}
      </Button>
    </div>
  )
}

/** The ways of reading that were kept. */
export function Presets() {
  const { t } = useTranslation()
  const presets = useImporting((state) => state.presets)
  useEffect(() => void loadPresets(), [])
  if (presets.length === 0) return null
  return (
    <section className="presets">
      <h2 className="field-label">{t('mapping.kept')}</h2>
      <ul>
        {presets.map(({ id, name, header }) => (
          <li key={id}>
            <span>{name}</span>
            <span className="muted small ellipsis">{header.join(', ')}</span>
            <IconButton label={t('mapping.delete', { name })} onPress={() => void deletePreset(id)}>
              <X />
            </IconButton>
          </li>
        ))}
      </ul>
    </section>
  )
}
