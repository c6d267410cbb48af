/** The search field: results as the listener types, and the nearest spellings where nothing is called that. */
import { create } from 'zustand'
import { AppError } from '#api/errors.ts'
import type { CatalogItem } from '#api/schemas.ts'
import { asFailure, client, type Failure } from './client.ts'

type Search = {
  text: string
  /** The text that `items` answer. */
  answered: string
  items: CatalogItem[]
  total: number
  suggestions: string[]
  failure: Failure | null
}

const blank: Search = { text: '', answered: '', items: [], total: 0, suggestions: [], failure: null }

export const useSearch = create<Search>(() => blank)

const resultLimit = 8
let ticket = 0

/** The nearest spellings of a band's name, or the band itself where another of its names was meant. */
async function nearest(name: string): Promise<Pick<Search, 'items' | 'suggestions'>> {
  try {
    const { seeds } = await client.recommend({ seeds: [{ kind: 'artist', name }], limit: 1 })
    return { items: seeds, suggestions: [] }
  } catch (thrown) {
    return { items: [], suggestions: thrown instanceof AppError ? (thrown.suggestions ?? []) : [] }
  }
}

export async function searchFor(text: string): Promise<void> {
  const mine = ++ticket
  useSearch.setState({ text })
  const wanted = text.trim()
  if (!wanted) {
    useSearch.setState(blank)
    return
  }
  try {
    const found = await client.search({ text: wanted, limit: resultLimit })
    if (mine !== ticket) return
    const other = found.items.length === 0 && wanted.length > 1 ? await nearest(wanted) : { items: [], suggestions: [] }
    if (mine !== ticket) return
    useSearch.setState({
      answered: wanted,
      items: found.items.length > 0 ? found.items : other.items,
      total: found.items.length > 0 ? found.total : other.items.length,
      suggestions: other.suggestions,
      failure: null,
    })
  } catch (thrown) {
    if (mine === ticket)
      useSearch.setState({ answered: wanted, items: [], total: 0, suggestions: [], failure: asFailure(thrown) })
  }
}

export function clearSearch(): void {
  ticket++
  useSearch.setState(blank)
}
