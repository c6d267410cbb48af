import { Input, Label, TextField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { InspectResult } from '#api/schemas.ts'
import { Toggle } from '../../elements/toggle.tsx'
import { describe, useImporting } from '../../state/importing.ts'

/** What the listener says of the data as a whole: its name, whose it is, and whether it may shape recommendations. */
export function AboutData({ inspected }: { inspected: InspectResult }) {
  const { t } = useTranslation()
  const { name, licence, origin, forTaste } = useImporting((state) => state.about)
  // A folder of the listener's own music has no licence to note, and no plays to learn from.
  const own = inspected.files.some(({ format }) => format === 'audio-files')
  return (
    <section className="about-data" aria-label={t('about.title')}>
      <h2>{t('about.title')}</h2>
      <div className="about-fields">
        <Field
          label={t('preview.name')}
          value={name}
          hint={inspected.suggestedName}
          onChange={(text) => describe({ name: text })}
        />
        {own ? null : (
          <>
            <Field
              label={t('about.licence')}
              value={licence ?? inspected.licence ?? ''}
              hint={t('about.notStated')}
              onChange={(text) => describe({ licence: text })}
            />
            <Field
              label={t('about.origin')}
              value={origin ?? inspected.origin ?? ''}
              hint={t('about.notStated')}
              onChange={(text) => describe({ origin: text })}
            />
          </>
        )}
      </div>
      {own ? null : (
        <Toggle isSelected={forTaste} onChange={(on) => describe({ forTaste: on })}>
          <span className="about-taste">
            {t('about.forTaste')}
            <span className="muted small">{t('about.forTasteText')}</span>
          </span>
        </Toggle>
      )}
    </section>
  )
}

type FieldProps = { label: string; value: string; hint: string; onChange: (text: string) => void }

function Field({ label, value, hint, onChange }: FieldProps) {
  return (
    <TextField className="source-name" value={value} onChange={onChange} maxLength={200}>
      <Label className="field-label">{label}</Label>
      <Input className="text-input" placeholder={hint} />
    </TextField>
  )
}
