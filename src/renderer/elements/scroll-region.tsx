import type { ReactNode } from 'react'

/** A part of a page that scrolls by itself: named, and a tab stop, so that the keyboard can scroll it. */
export function ScrollRegion({
  label,
  className,
  children,
}: {
  label: string
  className: string
  children: ReactNode
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable (axe scrollable-region-focusable)
    <section className={className} aria-label={label} tabIndex={0}>
      {children}
    </section>
  )
}
