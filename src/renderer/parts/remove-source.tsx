import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../elements/button.tsx'
import { ConfirmDialog } from '../elements/confirm-dialog.tsx'
import { removeSource } from '../state/jobs.ts'
import { useLibrary } from '../state/library.ts'

type Props = {
  source: { id: number; name: string }
  /** What the button says, and what it says to a screen reader where that is more. */
  label: string
  named?: string
  look?: 'plain' | 'danger'
  onRemoved?: () => void
}

/** Take a source out of the library: asked for first, but for the sample, which is back with one click. */
export function RemoveSource({ source: { id, name }, label, named, look = 'plain', onRemoved }: Props) {
  const { t } = useTranslation()
  const sample = useLibrary(({ status }) => status?.sample === id)
  const [asking, setAsking] = useState(false)
  const remove = () => {
    void removeSource(id)
    onRemoved?.()
  }
  return (
    <>
      <Button
        look={look}
        {...(named === undefined ? {} : { 'aria-label': named })}
        onPress={() => (sample ? remove() : setAsking(true))}
      >
        {label}
      </Button>
      <ConfirmDialog
        title={t('library.removeTitle', { name })}
        text={t('library.removeText')}
        confirm={t('library.removeConfirm')}
        isOpen={asking}
        onOpenChange={setAsking}
        onConfirm={remove}
      />
    </>
  )
}
