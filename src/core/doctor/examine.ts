/** The doctor: looks through both databases, the models and the keys, and says what is wrong and what to do. */
import type { Result } from '#api/contract.ts'
import { integrityFaults, strayReferences } from '../store/doctor-rows.ts'
import type { ReadableDb } from '../store/open.ts'
import { type Check, carefully, ill, well } from './check.ts'
import { checkIndex, checkLibrary } from './check-library.ts'
import { checkModels } from './check-models.ts'
import { checkUser } from './check-user.ts'
import { checkWork } from './check-work.ts'

const freshLibrary = 'Move library.sqlite away and import your sources again; your playlists stay.'
const askForHelp = 'Make a copy of user.sqlite now, then ask for help with it: it holds your playlists.'

/** Examine a library; takes some seconds for a large one. Changes nothing, and looks at all it can reach. */
export function examine(library: ReadableDb, user: ReadableDb): Result<'doctor'> {
  const checks = [
    ...carefully('library.sqlite', freshLibrary, () => [checkFile(library, 'library.sqlite', freshLibrary)]),
    ...carefully('user.sqlite', askForHelp, () => [checkFile(user, 'user.sqlite', askForHelp)]),
    ...carefully('work', freshLibrary, () => checkWork(library)),
    ...carefully('records', freshLibrary, () => checkLibrary(library)),
    ...carefully('index', freshLibrary, () => checkIndex(library)),
    ...carefully('models', 'Learn again: new models take their place.', () => checkModels(library)),
    ...carefully('your own', askForHelp, () => checkUser(library, user)),
  ]
  return { ok: checks.every((check) => check.ok), checks }
}

function checkFile(db: ReadableDb, name: string, cure: string): Check {
  const faults = [...integrityFaults(db), ...strayReferences(db)]
  return faults.length === 0 ? well(name, 'sound') : ill(name, faults.slice(0, 3).join('; '), cure)
}
