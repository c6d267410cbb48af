import { useEffect } from 'react'
import { undo } from '../state/playlists.ts'
import { setEvidence, setShortcuts, toggleSideBar, useView } from '../state/view.ts'

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** Shortcuts that work on every page; none takes a key from somebody who is typing. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const command = event.ctrlKey || event.metaKey
      const key = event.key.toLowerCase()
      if (command && key === 'k') document.getElementById('search')?.focus()
      else if (isTyping(event.target)) return
      else if (command && key === 'z' && !event.shiftKey) void undo()
      else if (command || event.altKey) return
      else if (key === '?') setShortcuts(true)
      else if (key === '[') toggleSideBar()
      else if (key === ']') setEvidence(!useView.getState().evidence)
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}
