import { useTranslation } from 'react-i18next'
import type { InspectResult } from '#api/schemas.ts'
import { TextInput } from '../../elements/text-input.tsx'
import { Toggle } from '../../elements/toggle.tsx'
import { hasWord, word } from '../../i18n.ts'
import { describe, useImporting } from '../../state/importing.ts'

/** What the listener says of the data as a whole: its name, whose it is, and whether it may shape recommendations. */
export function AboutData({ inspected }: { inspected: InspectResult }) {
  const { t } = useTranslation()
  const { name, licence, origin, forTaste } = useImporting((state) => state.about)
  // A folder of the listener's own music has no licence to note, and no plays to learn from.
  const own = inspected.files.some(({ format }) => format === 'audio-files')
  const doubted = inspected.files.map(({ format }) => format ?? '').find((format) => hasWord('about.note', format))
  return (
    <section className="about-data" aria-label={t('about.title')}>
      <h2>{t('about.title')}</h2>
      {doubted === undefined ? null : <p className="muted small">{word('about.note', doubted)}</p>}
      <div className="about-fields">
        <TextInput
          label={t('preview.name')}
          value={name}
          hint={inspected.suggestedName}
          longest={200}
          onChange={(text) => describe({ name: text })}
        />
        {own ? null : (
          <>
            <TextInput
              label={t('about.licence')}
              value={licence ?? inspected.licence ?? ''}
              hint={t('about.notStated')}
              longest={500}
              onChange={(text) => describe({ licence: text })}
            />
            <TextInput
              label={t('about.origin')}
              value={origin ?? inspected.origin ?? ''}
              hint={t('about.notStated')}
              longest={500}
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
