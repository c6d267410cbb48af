/** The files of what a listener drops, pastes or chooses: themselves, and all that a folder holds. */

/** Hidden files are left where they are: they are the system's, not the listener's. */
const isShown = (name: string): boolean => !name.startsWith('.')

/** The files of a chosen folder, in the order of their paths. */
export function filesOfFolder(list: FileList | null): File[] {
  return [...(list ?? [])]
    .filter(({ webkitRelativePath }) => webkitRelativePath.split('/').every(isShown))
    .sort((a, b) => a.webkitRelativePath.localeCompare(b.webkitRelativePath))
}

/**
 * Every file that a drop or a paste carries, folders walked through. Call while the event is handled: what it carries is
 * gone after that.
 */
export function filesOf(transfer: DataTransfer): Promise<File[]> {
  const carried = [...transfer.items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({ file: item.getAsFile(), entry: item.webkitGetAsEntry() }))
  const isFolder = carried.some(({ entry }) => entry?.isDirectory === true)
  // A file that the page made up is known by its very object.
  if (!isFolder) return Promise.resolve([...transfer.files])
  return Promise.all(
    carried.map(({ file, entry }) => (entry?.isDirectory ? filesIn(entry) : file === null ? [] : [file])),
  ).then((files) => files.flat())
}

async function filesIn(entry: FileSystemEntry): Promise<File[]> {
  if (!isShown(entry.name)) return []
  if (isFile(entry)) return [await new Promise<File>((resolve, reject) => entry.file(resolve, reject))]
  const files: File[] = []
  for (const inside of await entriesOf(entry as FileSystemDirectoryEntry)) files.push(...(await filesIn(inside)))
  return files
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile

/** A reader hands over a hundred at a time, and none when there are no more. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const entries: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return entries.sort((a, b) => a.name.localeCompare(b.name))
    entries.push(...some)
  }
}
