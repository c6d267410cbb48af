import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../elements/button.tsx'
import { Skeleton } from '../elements/skeleton.tsx'
import { EmptyState, ErrorState } from '../elements/states.tsx'
import type { Failure } from '../state/client.ts'
import { useLibrary } from '../state/library.ts'
import { navigate } from '../state/route.ts'
import { failureTitle } from '../words.ts'

type Props = {
  title: string
  /** What the way back to the library says. */
  back: string
  loading: string
  load: () => Promise<void>
  failure: Failure | null
  /** Null until it is known what there is. */
  content: { lead: string; children: ReactNode } | { none: string; text: string } | null
}

/** A page behind the library's: what only the listener can settle, read anew whenever the library has changed. */
export function DoubtsPage({ title, back, loading, load, failure, content }: Props) {
  const { t } = useTranslation()
  const status = useLibrary((library) => library.status)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the library holds has changed when its status is new
  useEffect(() => void load(), [status])
  if (content === null && failure) {
    return (
      <ErrorState
        title={failureTitle(failure)}
        text={failure.message}
        action={{ label: t('action.tryAgain'), run: () => void load() }}
      />
    )
  }
  if (content === null) return <Skeleton label={loading} />
  const wayBack = <Button onPress={() => navigate({ page: 'library' })}>{back}</Button>
  if ('none' in content) {
    return (
      <>
        <h1 className="visually-hidden">{title}</h1>
        <EmptyState title={content.none} text={content.text}>
          {wayBack}
        </EmptyState>
      </>
    )
  }
  return (
    <div className="page">
      <div className="page-inner">
        <div className="page-head">
          <div>
            <h1>{title}</h1>
            <p>{content.lead}</p>
          </div>
          {wayBack}
        </div>
        {failure ? (
          <p className="note" role="alert">
            {failure.message}
          </p>
        ) : null}
        {content.children}
      </div>
    </div>
  )
}
