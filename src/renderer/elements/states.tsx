import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import './states.css'

type EmptyProps = {
  title: string
  text?: string
  children?: ReactNode
}

/** Nothing here yet: one sentence, one thing to do. */
export function EmptyState({ title, text, children }: EmptyProps) {
  return (
    <div className="state">
      <p className="state-title">{title}</p>
      {text ? <p className="state-text">{text}</p> : null}
      {children ? <div className="state-actions">{children}</div> : null}
    </div>
  )
}

type ErrorProps = {
  title: string
  text: string
  action?: { label: string; run: () => void }
  children?: ReactNode
}

/** Something did not work: what, and its cure. */
export function ErrorState({ title, text, action, children }: ErrorProps) {
  return (
    <div className="state" role="alert">
      <p className="state-title">{title}</p>
      <p className="state-text">{text}</p>
      <div className="state-actions">
        {children}
        {action ? <Button onPress={action.run}>{action.label}</Button> : null}
      </div>
    </div>
  )
}
