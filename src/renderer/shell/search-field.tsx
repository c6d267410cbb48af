import { Search } from 'lucide-react'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CatalogItem } from '#api/schemas.ts'
import { addSeedByName, addSeeds } from '../state/discover.ts'
import { navigate } from '../state/route.ts'
import { clearSearch, searchFor, useSearch } from '../state/search.ts'
import { SearchResults } from './search-results.tsx'

/** What the listener may take from the popover: an item, or a spelling. */
export type Choice = { item: CatalogItem } | { name: string }

function take(choice: Choice, away: boolean): void {
  navigate({ page: 'discover' })
  if ('item' in choice) addSeeds([choice.item], { away })
  else addSeedByName(choice.name, { away })
}

/** The field at the top: results as one types; Enter starts from the first, Shift+Enter steers away from it. */
export function SearchField() {
  const { t } = useTranslation()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const text = useSearch((state) => state.text)
  const answered = useSearch((state) => state.answered)
  const items = useSearch((state) => state.items)
  const suggestions = useSearch((state) => state.suggestions)
  const [open, setOpen] = useState(false)
  const [moved, setActive] = useState<{ row: number; cell: number } | null>(null)
  const choices: Choice[] = [...items.map((item) => ({ item })), ...suggestions.map((name) => ({ name }))]
  // The best match is chosen beforehand; a mere spelling is not, since Enter should not add what nobody asked for.
  const active = moved ?? { row: items.length > 0 ? 0 : -1, cell: 0 }
  const shown = open && text.trim() !== '' && answered !== ''

  const choose = (choice: Choice, away: boolean) => {
    take(choice, away)
    clearSearch()
    setActive(null)
    input.current?.focus()
  }

  const onKeyDown = (event: KeyboardEvent) => {
    const last = choices.length - 1
    const row = Math.min(active.row, last)
    if (event.key === 'Escape') {
      if (text) clearSearch()
      else input.current?.blur()
      setOpen(false)
    } else if (event.key === 'ArrowDown' && shown) {
      setActive({ row: row >= last ? 0 : row + 1, cell: active.cell })
    } else if (event.key === 'ArrowUp' && shown) {
      setActive({ row: row <= 0 ? last : row - 1, cell: active.cell })
    } else if (event.key === 'ArrowRight' && shown && row >= 0 && input.current?.selectionStart === text.length) {
      setActive({ row, cell: 1 })
    } else if (event.key === 'ArrowLeft' && shown && active.cell === 1) {
      setActive({ row, cell: 0 })
    } else if (event.key === 'Enter' && text.trim()) {
      const choice = answered === text.trim() ? choices[row] : undefined
      choose(choice ?? { name: text.trim() }, event.shiftKey || active.cell === 1)
    } else return
    event.preventDefault()
  }

  return (
    <search className="search" onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setOpen(false)}>
      <div className="search-box">
        <Search aria-hidden="true" />
        <input
          ref={input}
          id="search"
          type="search"
          role="combobox"
          autoComplete="off"
          spellCheck={false}
          aria-label={t('search.label')}
          placeholder={t('search.placeholder')}
          aria-expanded={shown}
          aria-haspopup="grid"
          aria-autocomplete="list"
          {...(shown ? { 'aria-controls': `${id}-list` } : {})}
          {...(shown && active.row >= 0 ? { 'aria-activedescendant': `${id}-${active.row}-${active.cell}` } : {})}
          value={text}
          onChange={(event) => {
            setOpen(true)
            setActive(null)
            void searchFor(event.target.value)
          }}
          onFocus={() => setOpen(true)}
          onKeyDown={onKeyDown}
        />
        <kbd>Ctrl K</kbd>
      </div>
      {shown ? <SearchResults id={id} active={active} choices={choices} onChoose={choose} /> : null}
    </search>
  )
}
