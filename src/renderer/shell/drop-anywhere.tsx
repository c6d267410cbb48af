import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { takeFiles } from '../state/importing.ts'

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false

/** Files may be dropped anywhere in the window; they open the import. */
export function DropAnywhere() {
  const { t } = useTranslation()
  const [over, setOver] = useState(false)
  useEffect(() => {
    const watch = new AbortController()
    const options = { signal: watch.signal }
    const stay = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      setOver(true)
    }
    window.addEventListener('dragenter', stay, options)
    window.addEventListener('dragover', stay, options)
    window.addEventListener('dragleave', (event) => event.relatedTarget === null && setOver(false), options)
    window.addEventListener(
      'drop',
      (event) => {
        if (!carriesFiles(event)) return
        event.preventDefault()
        setOver(false)
        void takeFiles([...(event.dataTransfer?.files ?? [])])
      },
      options,
    )
    return () => watch.abort()
  }, [])
  return over ? <div className="drop-veil">{t('import.dropAnywhere')}</div> : null
}
