import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'
import { Dialog } from './overlay.tsx'

type Props = {
  title: string
  text: string
  /** What the button that does it says. */
  confirm: string
  isOpen: boolean
  onOpenChange: (open: boolean) => void
  onConfirm: () => void
}

/** Ask before what cannot be undone; all else is done at once and undone if need be. */
export function ConfirmDialog({ title, text, confirm, isOpen, onOpenChange, onConfirm }: Props) {
  const { t } = useTranslation()
  return (
    <Dialog title={title} isOpen={isOpen} onOpenChange={onOpenChange}>
      <p className="dialog-text">{text}</p>
      <div className="dialog-actions">
        <Button onPress={() => onOpenChange(false)}>{t('action.cancel')}</Button>
        <Button
          look="primary"
          onPress={() => {
            onOpenChange(false)
            onConfirm()
          }}
        >
          {confirm}
        </Button>
      </div>
    </Dialog>
  )
}
