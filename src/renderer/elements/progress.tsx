import { ProgressBar } from 'react-aria-components'
import './progress.css'

/** How far something is, 0 to 1. The figures stand beside it in text. */
export function Progress({ label, fraction, quiet = false }: { label: string; fraction: number; quiet?: boolean }) {
  return (
    <ProgressBar aria-label={label} value={fraction * 100} className="progress" data-quiet={quiet}>
      {({ percentage }) => <span className="progress-fill" style={{ inlineSize: `${percentage ?? 0}%` }} />}
    </ProgressBar>
  )
}

/** A bar in a table or a list of reasons; its figure stands beside it. */
export function Bar({ fraction, muted = false }: { fraction: number; muted?: boolean }) {
  const width = fraction <= 0 ? 0 : Math.max(1.5, Math.min(100, fraction * 100))
  return (
    <span className="progress" aria-hidden="true">
      <span className="progress-fill" data-muted={muted} style={{ inlineSize: `${width}%` }} />
    </span>
  )
}
