/** The doctor on what is the listener's own: keys that fit their names, and what of it the library has now. */
import { artistKey, workKey } from '../catalog/keys.ts'
import { artistKeyFinder, workKeyFinder } from '../store/browse-rows.ts'
import { hasProfile, type Remembered, remembered } from '../store/doctor-rows.ts'
import type { ReadableDb } from '../store/open.ts'
import { type Check, hint, ill, listed, number, well } from './check.ts'

/** Look at playlists, merges and corrections. */
export function checkUser(library: ReadableDb, user: ReadableDb): Check[] {
  return [
    ...(hasProfile(user)
      ? []
      : [ill('profile', 'there is none', 'Make a copy of user.sqlite, then put back one from a backup.')]),
    checkRemembered(library, remembered(user, 'entries'), 'playlists', 'entries'),
    checkRemembered(library, remembered(user, 'corrections'), 'corrections', 'words on genres'),
    checkRemembered(library, remembered(user, 'merges'), 'merges', 'bands'),
  ]
}

/** Something is remembered by its names and by the keys made of them; the library finds it by the keys. */
function checkRemembered(library: ReadableDb, rows: readonly Remembered[], name: string, what: string): Check {
  const wrong = rows.filter(
    (row) =>
      (row.artist !== null && artistKey(row.artist) !== row.artistKey) ||
      (row.title !== null && workKey(row.title) !== row.workKey),
  )
  const [first] = wrong
  if (first !== undefined) {
    const found = `${number(wrong.length)} of ${number(rows.length)} ${what} have keys that do not fit their names, such as ${first.artist}`
    return ill(name, found, 'Add these bands or tracks anew and remove the old entries.')
  }
  const artists = artistKeyFinder(library)
  const works = workKeyFinder(library)
  const missing = rows.filter(({ artistKey: key, workKey: work }) => {
    const found = artists(key)
    return work === null ? found.length === 0 : !found.some((artist) => works(artist, work).length > 0)
  })
  if (missing.length === 0) return well(name, rows.length === 0 ? 'none yet' : listed([{ count: rows.length, what }]))
  const found = `${number(missing.length)} of ${number(rows.length)} ${what} are not in the library; they stay by their names`
  return hint(name, found, 'Import a source that has them: they are joined with it at once.')
}
