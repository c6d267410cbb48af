import { Pencil } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Source } from '#api/schemas.ts'
import { Button, IconButton } from '../../elements/button.tsx'
import { Dialog } from '../../elements/overlay.tsx'
import { TextInput } from '../../elements/text-input.tsx'
import { describeSource } from '../../state/jobs.ts'

/** Licence and origin of a source, to be changed at any time. */
export function DescribeSource({ source }: { source: Source }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <>
      <IconButton label={t('library.describe', { name: source.name })} onPress={() => setOpen(true)}>
        <Pencil />
      </IconButton>
      <Dialog title={t('library.describeTitle', { name: source.name })} isOpen={open} onOpenChange={setOpen}>
        <DescribeForm source={source} onEnd={() => setOpen(false)} />
      </Dialog>
    </>
  )
}

function DescribeForm({ source, onEnd }: { source: Source; onEnd: () => void }) {
  const { t } = useTranslation()
  const [licence, setLicence] = useState(source.licence ?? '')
  const [origin, setOrigin] = useState(source.origin ?? '')
  const keep = (event: FormEvent) => {
    event.preventDefault()
    onEnd()
    if (licence !== (source.licence ?? '') || origin !== (source.origin ?? '')) {
      void describeSource(source.id, { licence, origin })
    }
  }
  const hint = t('about.notStated')
  return (
    <form className="describe-source" onSubmit={keep}>
      <TextInput label={t('about.licence')} value={licence} hint={hint} longest={500} onChange={setLicence} />
      <TextInput label={t('about.origin')} value={origin} hint={hint} longest={500} onChange={setOrigin} />
      <div className="dialog-actions">
        <Button onPress={onEnd}>{t('action.cancel')}</Button>
        <Button look="primary" type="submit">
          {t('action.save')}
        </Button>
      </div>
    </form>
  )
}
