/** Words that mark a title as explicit. */
import { create } from 'zustand'
import type { Result } from '#api/contract.ts'
import { t } from '../i18n.ts'
import { startTidying } from './cleaning.ts'
import { asFailure, client, type Failure } from './client.ts'
import { showToast } from './toasts.ts'

type Words = Result<'explicitWords'>

export const useWords = create<{ words: Words | null; failure: Failure | null }>(() => ({ words: null, failure: null }))

export async function loadWords(): Promise<void> {
  try {
    useWords.setState({ words: await client.explicitWords({}), failure: null })
  } catch (thrown) {
    useWords.setState({ failure: asFailure(thrown) })
  }
}

async function set(word: string, listed: boolean | null): Promise<boolean> {
  const done = await startTidying(() => client.explicitWordSet({ word, listed }))
  await loadWords()
  return done
}

/** Let a word mark titles, or not; null leaves it to the list. The note at the edge takes it back. */
export async function sayWord(word: string, listed: boolean | null): Promise<void> {
  const plain = word.trim().toLowerCase()
  const { words } = useWords.getState()
  const before = words?.added.includes(plain) ? true : words?.removed.includes(plain) ? false : null
  if (!(await set(plain, listed))) return
  showToast(t('words.changed', { word: plain }), { label: t('toast.undo'), run: () => void set(plain, before) })
}
