/** What surrounds the fake of Electron: how the test set the machine up, and what the fake has made so far. */

export type Rectangle = { x: number; y: number; width: number; height: number }
export type Setup = {
  singleInstance: boolean
  displays: Rectangle[]
  /** Answers of the dialogs, in their order; nothing left means that the listener cancels. */
  openDialog: string[][]
  saveDialog: string[]
  packaged: boolean
  music: string
}

const given = JSON.parse(process.env.SIDETRACK_FAKE_ELECTRON ?? '{}') as Partial<Setup>

export const setup: Setup = {
  singleInstance: true,
  displays: [{ x: 0, y: 0, width: 1920, height: 1040 }],
  openDialog: [],
  saveDialog: [],
  packaged: false,
  music: '/tmp',
  ...given,
}
