import { X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button, IconButton } from './button.tsx'
import './toast-region.css'

type Note = { id: number; text: string; action: { label: string; run: () => void } | null }
type Props = {
  toasts: Note[]
  label: string
  closeLabel: string
  onDismiss: (id: number) => void
}

const lasts = 10_000

/** Notes at the lower edge, told politely; they wait while the pointer or the focus is on them. */
export function ToastRegion({ toasts, label, closeLabel, onDismiss }: Props) {
  const [held, setHeld] = useState(false)
  return (
    <section
      className="toasts"
      aria-label={label}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <div role="status" aria-live="polite" className="toasts-list">
        {toasts.map((toast) => (
          <ToastNote key={toast.id} toast={toast} held={held} closeLabel={closeLabel} onDismiss={onDismiss} />
        ))}
      </div>
    </section>
  )
}

type NoteProps = Pick<Props, 'closeLabel' | 'onDismiss'> & { toast: Note; held: boolean }

function ToastNote({ toast, held, closeLabel, onDismiss }: NoteProps) {
  const left = useRef(lasts)
  useEffect(() => {
    if (held) return
    const since = performance.now()
    const timer = setTimeout(() => onDismiss(toast.id), left.current)
    return () => {
      clearTimeout(timer)
      left.current = Math.max(2000, left.current - (performance.now() - since))
    }
  }, [held, toast.id, onDismiss])
  const { action } = toast
  return (
    <div className="toast">
      <span className="toast-text">{toast.text}</span>
      {action ? (
        <Button
          look="link"
          onPress={() => {
            onDismiss(toast.id)
            action.run()
          }}
        >
          {action.label}
        </Button>
      ) : null}
      <IconButton label={closeLabel} onPress={() => onDismiss(toast.id)}>
        <X />
      </IconButton>
    </div>
  )
}
