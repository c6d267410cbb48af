import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../elements/button.tsx'
import { Bar } from '../../elements/progress.tsx'
import { Tag } from '../../elements/tag.tsx'
import { formatCount } from '../../format.ts'
import { hasWord, word } from '../../i18n.ts'
import { readExamples, saveRecords } from '../../state/library.ts'
import type { Reason } from './ledger.ts'

/** One line per reason, in plain words, each with the records it is about. */
export function ReasonTable({ title, note, reasons }: { title: string; note?: string; reasons: Reason[] }) {
  const most = Math.max(...reasons.map(({ count }) => count), 1)
  return (
    <section className="reasons-block" aria-label={title}>
      <h2>{title}</h2>
      {note ? <p className="muted small">{note}</p> : null}
      <ul>
        {reasons.map((reason) => (
          <ReasonLine key={`${reason.fate} ${reason.keyword}`} reason={reason} most={most} />
        ))}
      </ul>
    </section>
  )
}

type Example = { file: string; line: number; text: string }

function ReasonLine({ reason, most }: { reason: Reason; most: number }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [examples, setExamples] = useState<Example[] | null>(null)
  const [trouble, setTrouble] = useState('')
  const name = word('keyword', reason.keyword)
  const toggle = () => {
    setOpen(!open)
    if (open || examples) return
    readExamples(reason.files, reason.keyword).then(setExamples, (thrown: Error) => setTrouble(thrown.message))
  }
  return (
    <li className="reason-line">
      <div className="reason-row">
        <span className="reason-words">
          <span>{name}</span>
          {hasWord('keywordNote', reason.keyword) ? (
            <span className="muted small">{word('keywordNote', reason.keyword)}</span>
          ) : null}
        </span>
        <Tag tone={reason.fate === 'rejected' ? 'accent' : 'plain'}>{t(`result.fate.${reason.fate}`)}</Tag>
        <Bar fraction={reason.count / most} muted={reason.fate === 'fixed'} />
        <span className="reason-count">{formatCount(reason.count)}</span>
        {reason.fate === 'fixed' ? null : (
          <Button
            look="link"
            aria-expanded={open}
            aria-label={t(open ? 'result.hideNamed' : 'result.showNamed', { name })}
            onPress={toggle}
          >
            {t(open ? 'result.hide' : 'result.show')}
          </Button>
        )}
      </div>
      {open ? (
        <Examples examples={examples} trouble={trouble} count={reason.count}>
          <SaveRecords reason={reason} name={name} />
        </Examples>
      ) : null}
    </li>
  )
}

/** The same records and all others of this reason, as a file. */
function SaveRecords({ reason, name }: { reason: Reason; name: string }) {
  const { t } = useTranslation()
  const [saved, setSaved] = useState('')
  const save = () =>
    saveRecords(reason.files, reason.keyword).then(
      (done) => {
        if (done === null) return
        const { written, records, mendable } = done
        const key = written < records ? 'result.savedFirst' : 'result.saved'
        const what = t(key, { count: written, total: formatCount(records) })
        setSaved(mendable ? `${what} ${t('result.mend')}` : what)
      },
      (thrown: Error) => setSaved(thrown.message),
    )
  return (
    <p className="save-records">
      <Button aria-label={t('result.saveNamed', { name })} onPress={() => void save()}>
        {t('result.save')}
      </Button>
      <span className="muted small" role="status">
        {saved}
      </span>
    </p>
  )
}

type ExamplesProps = { examples: Example[] | null; trouble: string; count: number; children: ReactNode }

function Examples({ examples, trouble, count, children }: ExamplesProps) {
  const { t } = useTranslation()
  if (trouble)
    return (
      <p className="note" role="alert">
        {trouble}
      </p>
    )
  if (!examples) return null
  if (examples.length === 0) return <p className="note">{t('result.noExamples')}</p>
  return (
    <div className="examples">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('result.file')}</th>
            <th scope="col">{t('preview.line')}</th>
            <th scope="col">{t('result.record')}</th>
          </tr>
        </thead>
        <tbody>
          {examples.map((example) => (
            <tr key={`${example.file} ${example.line}`}>
              <td>{example.file}</td>
              <td>{formatCount(example.line)}</td>
              <td className="example-text">{example.text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {count > examples.length ? (
        <p className="muted small">
          {t('result.firstOf', { shown: examples.length, count, total: formatCount(count) })}
        </p>
      ) : null}
      {children}
    </div>
  )
}
