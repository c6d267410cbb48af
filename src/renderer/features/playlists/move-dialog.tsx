import { type FormEvent, useState } from 'react'
import { Input, Label, NumberField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Button } from '../../elements/button.tsx'
import { Dialog } from '../../elements/overlay.tsx'

type Props = {
  count: number
  places: number
  isOpen: boolean
  onClose: () => void
  onMove: (place: number) => void
}

/** Moving without a pointer, over any distance. */
export function MoveDialog({ count, places, isOpen, onClose, onMove }: Props) {
  const { t } = useTranslation()
  const [place, setPlace] = useState(1)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onMove(place)
  }
  return (
    <Dialog title={t('playlists.moveTitle', { count })} isOpen={isOpen} onOpenChange={(open) => !open && onClose()}>
      <form onSubmit={submit}>
        <NumberField autoFocus minValue={1} maxValue={places} value={place} onChange={(value) => setPlace(value || 1)}>
          <Label className="field-label">{t('playlists.movePlace', { places })}</Label>
          <Input className="text-input" />
        </NumberField>
        <div className="dialog-actions">
          <Button onPress={onClose}>{t('action.cancel')}</Button>
          <Button look="primary" type="submit">
            {t('playlists.move')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
