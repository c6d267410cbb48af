import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../elements/button.tsx'
import { formatCount } from '../../format.ts'
import { saveListeners } from '../../state/library.ts'

/** Who likes which bands, as a table for other programs. */
export function SaveListeners() {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState('')
  const save = async () => {
    setBusy(true)
    setSaid('')
    try {
      const written = await saveListeners()
      if (written !== null) setSaid(t('library.listenersSaved', { count: written, shown: formatCount(written) }))
    } catch (thrown) {
      setSaid((thrown as Error).message)
    }
    setBusy(false)
  }
  return (
    <p className="save-listeners">
      <Button isDisabled={busy} onPress={() => void save()}>
        {t('library.saveListeners')}
      </Button>
      <span className="muted small" role="status">
        {said || t('library.saveListenersText')}
      </span>
    </p>
  )
}
