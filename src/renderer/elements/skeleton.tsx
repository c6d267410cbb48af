import { useEffect, useState } from 'react'
import './states.css'

type Props = { label: string; rows?: number; round?: boolean }

/** Grey shapes where rows will be; shown only when the wait is long enough to notice. */
export function Skeleton({ label, rows = 8, round = false }: Props) {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 150)
    return () => clearTimeout(timer)
  }, [])
  if (!shown) return null
  return (
    <div className="skeleton" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, index) => index).map((row) => (
        <div key={row} className="skeleton-row" data-round={round} aria-hidden="true">
          <span className="skeleton-art" />
          <span className="skeleton-lines">
            <span style={{ inlineSize: `${34 + ((row * 29) % 38)}%` }} />
            <span style={{ inlineSize: `${18 + ((row * 17) % 22)}%` }} />
          </span>
        </div>
      ))}
    </div>
  )
}
