/** Opening the files of an import: what they are, whether they belong together, whether they are what they were. */
import { AppError } from '#api/errors.ts'
import type { ImportReader, OpenedPart } from '#core/sources/import-reader.ts'
import { isOfListing } from '#core/sources/parts.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { hasFileOfSize, importedFiles } from '#core/store/source-rows.ts'
import type { JobControl } from './control.ts'
import type { ImportPosition, ImportTask } from './import-job.ts'

/**
 * Open every file of an import: by its beginning where the rest can be judged while it is read, to its end where it is
 * one of `distrusted` or was not trusted when the import began, and a folder where it may be here already. Throws AppError
 * read-error.
 */
export async function openFiles(
  db: ReadableDb,
  reader: ImportReader,
  task: ImportTask,
  control: JobControl,
  distrusted: ReadonlySet<string> = new Set(),
): Promise<OpenedPart[]> {
  control.phase('reading', 0, 0.02)
  const before = control.memory.position as ImportPosition | null
  const begun = before === null ? null : importedFiles(db, before.sourceId)
  const open = async (file: ImportTask['files'][number], trusting: boolean): Promise<OpenedPart[]> => {
    const options = { ...(task.format === null ? {} : { format: task.format }), ...file.reading, trusting }
    const parts = await reader.open(file, options, () => control.report(0))
    const broken = parts.find(({ refusal }) => refusal?.keyword === 'read-error')
    if (broken?.refusal) throw new AppError('read-error', broken.refusal.message)
    return parts
  }
  const opened = task.files.map(async (file) => {
    if (distrusted.has(file.path)) return open(file, false)
    const parts = await open(file, true)
    const isAsBegun = ({ shownName, sha256, bytes }: OpenedPart) =>
      begun === null
        ? !isOfListing(sha256) || !hasFileOfSize(db, bytes)
        : begun.some((one) => one.path === shownName && one.sha256 === sha256)
    return parts.every(isAsBegun) ? parts : open(file, false)
  })
  return oneDataSet((await Promise.all(opened)).flat())
}

/** One import is one data set: files of another one are refused with a way on. Songs come before likes. */
function oneDataSet(files: OpenedPart[]): OpenedPart[] {
  const format = files.find((file) => file.table !== null)?.table?.format
  return files
    .map((file): OpenedPart => {
      if (file.table === null || file.table.format === format) return file
      const message = `This file belongs to another data set (${file.table.formatName}). Import it by itself.`
      return { ...file, table: null, refusal: { keyword: 'not-a-dataset', message } }
    })
    .sort((a, b) => (a.table?.order ?? -1) - (b.table?.order ?? -1))
}

/** An import can only go on with the very files that it began with. Throws AppError file-changed. */
export function checkUnchanged(db: ReadableDb, sourceId: number, files: OpenedPart[]): void {
  const begun = importedFiles(db, sourceId)
  for (const { path, sha256 } of begun) {
    if (files.some((file) => file.shownName === path && file.sha256 === sha256)) continue
    const gone = files.some((file) => file.shownName === path && file.refusal?.keyword === 'not-found')
    throw new AppError(
      'file-changed',
      `${path} ${gone ? 'is gone' : 'has changed'} since its import began. Put it back as it was and go on, or discard the import.`,
    )
  }
  if (begun.some(({ path }, place) => files[place]?.shownName !== path)) throw readsOtherwise()
}

/** What an update of Sidetrack may lead to, and nothing else. */
export function readsOtherwise(): AppError {
  return new AppError(
    'file-changed',
    'This Sidetrack reads the files in another way than the one that began. Discard the import and start it again.',
  )
}
