/** Which page is open. The address after `#` is the one record of it, so that reload and back work. */
import { create } from 'zustand'

export type Route =
  | { page: 'discover' }
  | { page: 'library' }
  | { page: 'playlists' }
  | { page: 'playlist'; id: number }
  | { page: 'cleaning' }
  | { page: 'files' }
  | { page: 'models' }
  | { page: 'import' }
  | { page: 'settings' }

const plain = ['discover', 'library', 'playlists', 'cleaning', 'files', 'models', 'import', 'settings'] as const

/** Read a route from a hash such as `#/playlists/3`; anything unknown is Discover. */
export function parseRoute(hash: string): Route {
  const [page, id] = hash.replace(/^#\/?/, '').split('/')
  if (page === 'playlists' && id && /^\d+$/.test(id)) return { page: 'playlist', id: Number(id) }
  const known = plain.find((name) => name === page)
  return { page: known ?? 'discover' }
}

export const routeHash = (route: Route): string =>
  route.page === 'playlist' ? `#/playlists/${route.id}` : `#/${route.page}`

export const useRoute = create<{ route: Route }>(() => ({ route: { page: 'discover' } }))

export function navigate(route: Route): void {
  const hash = routeHash(route)
  if (location.hash !== hash) history.pushState(null, '', hash)
  useRoute.setState({ route })
}

/** Follow the address bar and the back button. */
export function startRoute(): void {
  const read = () => useRoute.setState({ route: parseRoute(location.hash) })
  window.addEventListener('popstate', read)
  window.addEventListener('hashchange', read)
  read()
}
