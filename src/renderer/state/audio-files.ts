/** The listener's own audio files: the folders they lie in, and those that may be tracks of the library. */
import { create } from 'zustand'
import type { AudioFolder, FileDoubt, FileRef } from '#api/schemas.ts'
import { t } from '../i18n.ts'
import { asFailure, client, type Failure } from './client.ts'
import { takeJobs } from './jobs.ts'
import { showToast } from './toasts.ts'

type AudioFiles = {
  folders: AudioFolder[]
  /** Folders that this page may import, given at the start of the program behind it. */
  offered: { ref: FileRef; name: string }[]
  doubts: FileDoubt[] | null
  /** How many there are in all. */
  doubtful: number
  failure: Failure | null
}

export const useAudioFiles = create<AudioFiles>(() => ({
  folders: [],
  offered: [],
  doubts: null,
  doubtful: 0,
  failure: null,
}))

export async function loadAudioFiles(): Promise<void> {
  try {
    const [folders, offered, doubts] = await Promise.all([
      client.audioFolders({}),
      client.offeredFolders({}),
      client.fileDoubts({ limit: 100 }),
    ])
    useAudioFiles.setState({
      folders: folders.items,
      offered: offered.items,
      doubts: doubts.items,
      doubtful: doubts.total,
      failure: null,
    })
  } catch (thrown) {
    useAudioFiles.setState({ failure: asFailure(thrown) })
  }
}

export const doubtKey = ({ file, item }: FileDoubt): string => `${file} ${item.id}`

/** Look through a folder by itself from now on, or no more. */
export async function watchFolder(id: number, on: boolean): Promise<void> {
  try {
    const changed = await client.audioFolderWatch({ id, on })
    useAudioFiles.setState(({ folders }) => ({ folders: folders.map((one) => (one.id === id ? changed : one)) }))
  } catch (thrown) {
    useAudioFiles.setState({ failure: asFailure(thrown) })
  }
}

/** Look through a folder now. */
export async function scanFolder(id: number): Promise<void> {
  try {
    const { jobId } = await client.audioFolderScan({ id })
    takeJobs([await client.job({ id: jobId })])
  } catch (thrown) {
    useAudioFiles.setState({ failure: asFailure(thrown) })
  }
}

/** Say whether a file is a track of the library; the note at the edge takes it back. */
export async function answerDoubt(doubt: FileDoubt, verdict: 'same' | 'different'): Promise<void> {
  const { file, item } = doubt
  const say = async (said: 'same' | 'different' | null): Promise<boolean> => {
    try {
      await client.fileVerdict({ file, item: item.id, verdict: said })
      await loadAudioFiles()
      return true
    } catch (thrown) {
      useAudioFiles.setState({ failure: asFailure(thrown) })
      return false
    }
  }
  if (!(await say(verdict))) return
  showToast(t(verdict === 'same' ? 'files.saidSame' : 'files.saidDifferent', { name: doubt.title }), {
    label: t('toast.undo'),
    run: () => void say(null),
  })
}
