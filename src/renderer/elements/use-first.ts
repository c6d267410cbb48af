import { useState } from 'react'

/** As many lines of a long list as are shown before the rest is asked for. */
const most = 12

/** The first of many, and all of them once they are asked for; a list that is barely too long is shown whole. */
export function useFirst<T>(items: readonly T[]): { shown: readonly T[]; more: number; showAll: () => void } {
  const [all, setAll] = useState(false)
  const isLong = !all && items.length > most + 3
  const shown = isLong ? items.slice(0, most) : items
  return { shown, more: items.length - shown.length, showAll: () => setAll(true) }
}
