import { useEffect } from 'react'

/** A text that does not fit into its place is shown whole while the pointer rests on it. */
export function useWholeTexts(): void {
  useEffect(() => {
    document.addEventListener('pointerover', showWhole)
    return () => document.removeEventListener('pointerover', showWhole)
  }, [])
}

function showWhole({ target }: PointerEvent): void {
  const text = target instanceof Element ? target.closest<HTMLElement>('.ellipsis, .clipped') : null
  if (text === null) return
  const fits = text.scrollWidth <= text.clientWidth && text.scrollHeight <= text.clientHeight
  if (fits) text.removeAttribute('title')
  else text.title = text.textContent ?? ''
}
