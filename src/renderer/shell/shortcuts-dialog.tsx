import { useTranslation } from 'react-i18next'
import { Button } from '../elements/button.tsx'
import { Dialog } from '../elements/overlay.tsx'
import { ShortcutsList } from '../elements/shortcuts-list.tsx'
import { setShortcuts, useView } from '../state/view.ts'

export function ShortcutsDialog() {
  const { t } = useTranslation()
  const open = useView((view) => view.shortcuts)
  return (
    <Dialog title={t('shortcuts.title')} isOpen={open} onOpenChange={setShortcuts}>
      <ShortcutsList />
      <div className="dialog-actions">
        <Button onPress={() => setShortcuts(false)}>{t('action.close')}</Button>
      </div>
    </Dialog>
  )
}
