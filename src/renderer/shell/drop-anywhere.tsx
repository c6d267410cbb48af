import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { host } from '../state/client.ts'
import { filesOf } from '../state/files-of.ts'
import { takeFiles } from '../state/importing.ts'

const carriesFiles = (transfer: DataTransfer | null): transfer is DataTransfer =>
  transfer?.types.includes('Files') ?? false

/** In Electron a folder is handed over whole: main reads it where it lies. */
const take = (transfer: DataTransfer): void =>
  void (host.kind === 'desktop' ? takeFiles([...transfer.files]) : filesOf(transfer).then(takeFiles))

/** Files and folders may be dropped or pasted anywhere in the window; they open the import. */
export function DropAnywhere() {
  const { t } = useTranslation()
  const [over, setOver] = useState(false)
  useEffect(() => {
    const watch = new AbortController()
    const options = { signal: watch.signal }
    const stay = (event: DragEvent) => {
      if (!carriesFiles(event.dataTransfer)) return
      event.preventDefault()
      setOver(true)
    }
    window.addEventListener('dragenter', stay, options)
    window.addEventListener('dragover', stay, options)
    window.addEventListener('dragleave', (event) => event.relatedTarget === null && setOver(false), options)
    window.addEventListener(
      'drop',
      (event) => {
        if (!carriesFiles(event.dataTransfer)) return
        event.preventDefault()
        setOver(false)
        take(event.dataTransfer)
      },
      options,
    )
    window.addEventListener(
      'paste',
      ({ clipboardData }) => {
        if (carriesFiles(clipboardData)) take(clipboardData)
      },
      options,
    )
    return () => watch.abort()
  }, [])
  return over ? <div className="drop-veil">{t('import.dropAnywhere')}</div> : null
}
