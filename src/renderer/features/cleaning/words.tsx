import { ChevronRight, Plus, X } from 'lucide-react'
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading, Input, TextField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Button } from '../../elements/button.tsx'
import { loadWords, sayWord, useWords } from '../../state/explicit-words.ts'

/** The words that mark a title as explicit: the listener's own changes, and the list that they change. */
export function Words() {
  const { t } = useTranslation()
  const words = useWords((state) => state.words)
  const failure = useWords((state) => state.failure)
  const [word, setWord] = useState('')
  useEffect(() => void loadWords(), [])
  if (!words) return null
  const add = (event: FormEvent) => {
    event.preventDefault()
    if (word.trim() === '') return
    void sayWord(word, true)
    setWord('')
  }
  const removed = new Set(words.removed)
  const added = new Set(words.added)
  return (
    <section className="cleaning-words" aria-label={t('words.title')}>
      <h2>{t('words.title')}</h2>
      <p className="muted">{t('words.lead')}</p>
      <form className="word-form" onSubmit={add}>
        <TextField aria-label={t('words.add')} value={word} onChange={setWord}>
          <Input className="text-input" placeholder={t('words.add')} maxLength={60} />
        </TextField>
        <Button type="submit">{t('words.addIt')}</Button>
      </form>
      {failure ? (
        <p className="note" role="alert">
          {failure.message}
        </p>
      ) : null}
      <Group title={t('words.added')} words={words.added} says="forget" />
      <Group title={t('words.removed')} words={words.removed} says="restore" />
      <Folded title={t('words.first', { count: words.first.length - removed.size })}>
        <Group title={null} words={words.first.filter((each) => !removed.has(each))} says="remove" />
      </Folded>
      <Folded title={t('words.everyday', { count: words.everyday.length - added.size })}>
        <p className="muted small">{t('words.everydayText')}</p>
        <Group title={null} words={words.everyday.filter((each) => !added.has(each))} says="add" />
      </Folded>
    </section>
  )
}

function Folded({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Disclosure className="disclosure">
      <Heading level={3}>
        <AriaButton slot="trigger" className="disclosure-button">
          <ChevronRight aria-hidden="true" />
          {title}
        </AriaButton>
      </Heading>
      <DisclosurePanel>{children}</DisclosurePanel>
    </Disclosure>
  )
}

const verdicts = { forget: null, restore: null, remove: false, add: true } as const

function Group({ title, words, says }: { title: string | null; words: string[]; says: keyof typeof verdicts }) {
  const { t } = useTranslation()
  if (words.length === 0) return null
  return (
    <>
      {title === null ? null : <h3 className="word-group">{title}</h3>}
      <ul className="words">
        {words.map((word) => (
          <li key={word}>
            {word}
            <AriaButton
              className="word-button"
              aria-label={t(`words.${says}Named`, { word })}
              onPress={() => void sayWord(word, verdicts[says])}
            >
              {says === 'remove' || says === 'forget' ? <X aria-hidden="true" /> : <Plus aria-hidden="true" />}
            </AriaButton>
          </li>
        ))}
      </ul>
    </>
  )
}
