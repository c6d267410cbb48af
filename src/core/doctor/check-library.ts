/** The doctor on what sources brought, and on what is derived from it: ledgers, keys, rows that name others, search. */
import { existsSync } from 'node:fs'
import { artistKey } from '../catalog/keys.ts'
import { search } from '../catalog/search.ts'
import { audioFolders } from '../store/audio-file-rows.ts'
import { artistItems, workItems } from '../store/browse-rows.ts'
import { artistKeys, danglingRows, indexCounts, someIndexed, unbalancedFiles } from '../store/doctor-rows.ts'
import { storedJobs } from '../store/job-rows.ts'
import type { ReadableDb } from '../store/open.ts'
import { type Check, hint, ill, listed, number, well } from './check.ts'

const importAgain = 'Remove your sources and import them again; your playlists stay.'
const indexAgain = 'Import or remove any source: the index is made afresh then.'

/** Look at what sources brought. */
export function checkLibrary(db: ReadableDb): Check[] {
  return [checkLedgers(db), checkKeys(db), checkRows(db), ...checkFolders(db)]
}

function checkLedgers(db: ReadableDb): Check {
  const files = unbalancedFiles(db)
  const [first] = files
  if (first === undefined) return well('ledgers', 'every record is accounted for')
  const found = `${files.length} do not add up; ${first.path}: ${number(first.read)} read, ${number(first.placed)} placed`
  return ill('ledgers', found, 'Remove that source and import it again.')
}

function checkKeys(db: ReadableDb): Check {
  let bands = 0
  let wrong = 0
  for (const [name, key] of artistKeys(db)) {
    bands += 1
    if (artistKey(name) !== key) wrong += 1
  }
  if (wrong === 0) return well('keys', `${number(bands)} spellings of bands`)
  return ill('keys', `${number(wrong)} of ${number(bands)} do not fit their names`, importAgain)
}

function checkRows(db: ReadableDb): Check {
  const found = listed(danglingRows(db, 'source'))
  return found === '' ? well('records', 'all belong to something') : ill('records', found, importAgain)
}

/** A folder may lie on a disk that is not attached. */
function checkFolders(db: ReadableDb): Check[] {
  return audioFolders(db)
    .filter(({ folder }) => !existsSync(folder))
    .map(({ name, folder }) =>
      hint(`folder ${name}`, `${folder} is not there now`, 'Attach its disk, or remove the source if it is gone.'),
    )
}

/** Look at what is derived from sources. Work that waits may be about to derive it. */
export function checkIndex(db: ReadableDb): Check[] {
  if (storedJobs(db).length > 0) {
    return [hint('index', 'not looked at', 'Let the work that waits end, or take it back, then look again.')]
  }
  const dangling = listed(danglingRows(db, 'index'))
  return [
    ...indexCounts(db).map(checkCount),
    dangling === '' ? well('index', 'all of it stands for something') : ill('index', dangling, indexAgain),
    checkSearch(db),
  ]
}

function checkCount(count: { name: string; found: number; expected: number }): Check {
  if (count.found === count.expected) return well(count.name, number(count.found))
  return ill(count.name, `${number(count.found)}, expected ${number(count.expected)}`, indexAgain)
}

/** As many bands, and as many tracks, are looked for by their names. */
const probes = 20

/** SQLite does not notice every damage of a search index: look for names that must be found. */
function checkSearch(db: ReadableDb): Check {
  const items = [
    ...artistItems(db, someIndexed(db, 'artist', probes)),
    ...workItems(db, someIndexed(db, 'track', probes)),
  ]
  const lost = items.filter(
    ({ kind, artist, title }) => search(db, { text: title ?? artist, kind, limit: 1 }).total === 0,
  )
  const [first] = lost
  if (first === undefined) return well('search', `finds ${number(items.length)} names out of as many`)
  const name = first.title === undefined ? first.artist : `${first.artist} - ${first.title}`
  return ill('search', `${lost.length} of ${items.length} names are not found, such as ${name}`, indexAgain)
}
