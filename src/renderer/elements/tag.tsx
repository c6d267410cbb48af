import type { ReactNode } from 'react'
import './tag.css'

/** A word about a thing, not to be pressed. */
export function Tag({ children, tone = 'plain' }: { children: ReactNode; tone?: 'plain' | 'accent' }) {
  return (
    <span className="tag" data-tone={tone}>
      {children}
    </span>
  )
}
