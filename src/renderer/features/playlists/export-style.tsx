import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListStyle } from '#api/schemas.ts'
import { Button } from '../../elements/button.tsx'
import { Dialog } from '../../elements/overlay.tsx'
import { Select } from '../../elements/select.tsx'
import { TextInput } from '../../elements/text-input.tsx'
import { Toggle } from '../../elements/toggle.tsx'
import { usePlaylists, writeListsSo } from '../../state/playlists.ts'

type Props = { isOpen: boolean; onOpenChange: (open: boolean) => void }

/** How lists are written: what a player, another computer or a spreadsheet asks for. */
export function ExportStyle({ isOpen, onOpenChange }: Props) {
  const { t } = useTranslation()
  return (
    <Dialog title={t('export.style.title')} isOpen={isOpen} onOpenChange={onOpenChange}>
      <StyleForm onEnd={() => onOpenChange(false)} />
    </Dialog>
  )
}

const paths = ['absolute', 'relative', 'url'] as const
const withoutFile = ['label', 'comment'] as const
const encodings = ['utf-8', 'utf-8-bom', 'windows-1252'] as const

function StyleForm({ onEnd }: { onEnd: () => void }) {
  const { t } = useTranslation()
  const kept = usePlaylists((state) => state.style)
  const [style, setStyle] = useState<ListStyle>(kept)
  const change = (patch: ListStyle) => setStyle({ ...style, ...patch })
  const { from, to } = style.swap ?? { from: '', to: '' }
  return (
    <div className="export-style">
      <p className="muted small">{t('export.style.lead')}</p>
      <Select
        label={t('export.style.paths')}
        value={style.paths ?? 'absolute'}
        options={paths.map((id) => ({ id, label: t(`export.style.path.${id}`) }))}
        onChange={(id) => change({ paths: id })}
      />
      <div className="export-swap">
        <TextInput
          label={t('export.style.from')}
          value={from}
          hint="/home/me/Music"
          longest={1000}
          onChange={(text) => change({ swap: { from: text, to } })}
        />
        <TextInput
          label={t('export.style.to')}
          value={to}
          hint="/music"
          longest={1000}
          onChange={(text) => change({ swap: { from, to: text } })}
        />
      </div>
      <Select
        label={t('export.style.withoutFile')}
        value={style.withoutFile ?? 'label'}
        options={withoutFile.map((id) => ({ id, label: t(`export.style.without.${id}`) }))}
        onChange={(id) => change({ withoutFile: id })}
      />
      <Select
        label={t('export.style.encoding')}
        value={style.encoding ?? 'utf-8'}
        options={encodings.map((id) => ({ id, label: t(`export.style.letters.${id}`) }))}
        onChange={(id) => change({ encoding: id })}
      />
      <Toggle isSelected={style.windows ?? false} onChange={(on) => change({ windows: on })}>
        {t('export.style.windows')}
      </Toggle>
      <Toggle isSelected={style.dashes ?? false} onChange={(on) => change({ dashes: on })}>
        {t('export.style.dashes')}
      </Toggle>
      <div className="dialog-actions">
        <Button onPress={onEnd}>{t('action.cancel')}</Button>
        <Button
          look="primary"
          onPress={() => {
            writeListsSo(style)
            onEnd()
          }}
        >
          {t('action.save')}
        </Button>
      </div>
    </div>
  )
}
