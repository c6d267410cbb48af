/** The system's dialogs. What they return stays in main; the page gets refs. */
import { existsSync } from 'node:fs'
import { extname, join } from 'node:path'
import { app, type BrowserWindow, dialog } from 'electron'
import { shownName } from '../web/upload.ts'

const kinds: Record<string, string> = {
  '.m3u8': 'Playlist',
  '.m3u': 'Playlist',
  '.pls': 'Playlist',
  '.xspf': 'Playlist',
  '.jspf': 'Playlist',
  '.csv': 'Table',
}

/** Ask for files to read; empty where the listener chose none. */
export async function askForFiles(window: BrowserWindow): Promise<string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Import files',
    properties: ['openFile', 'multiSelections'],
  })
  return canceled ? [] : filePaths
}

/** Ask for a folder to read; empty where the listener chose none. */
export async function askForFolder(window: BrowserWindow): Promise<string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Import a folder',
    properties: ['openDirectory'],
  })
  return canceled ? [] : filePaths
}

/** Ask where to write a file; null where the listener chose nothing. The suggested name can name no folder. */
export async function askWhereToSave(window: BrowserWindow, suggested: string): Promise<string | null> {
  const name = shownName(suggested) ?? 'Playlist'
  const ending = extname(name).toLowerCase()
  const kind = kinds[ending]
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: 'Save',
    defaultPath: join(app.getPath('music'), name),
    filters: kind === undefined ? [] : [{ name: kind, extensions: [ending.slice(1)] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  })
  if (canceled || filePath === '') return null
  // Not every system's dialog adds the ending; a file that is there already was not asked about.
  const whole = extname(filePath) === '' ? `${filePath}${ending}` : filePath
  return existsSync(whole) ? filePath : whole
}

/** Say why Sidetrack cannot start; works before there is a window. */
export function sayCannotStart(message: string): void {
  dialog.showErrorBox('Sidetrack could not start', message)
}
