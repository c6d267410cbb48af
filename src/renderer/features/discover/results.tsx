import { useTranslation } from 'react-i18next'
import { Button } from '../../elements/button.tsx'
import { Skeleton } from '../../elements/skeleton.tsx'
import { EmptyState, ErrorState } from '../../elements/states.tsx'
import { addSeedByName, clearFilters, refresh, showMore, useDiscover } from '../../state/discover.ts'
import { learn } from '../../state/jobs.ts'
import { failureTitle } from '../../words.ts'
import { FilteredOut } from './filtered-out.tsx'
import { ResultTable } from './result-table.tsx'
import { SimulatedNote } from './simulated-note.tsx'

/** The list in its four states; while a new answer is on its way the old one stays. */
export function Results() {
  const { t } = useTranslation()
  const result = useDiscover((state) => state.result)
  const failure = useDiscover((state) => state.failure)
  const limit = useDiscover((state) => state.limit)
  const loading = useDiscover((state) => state.loading)
  const kind = useDiscover((state) => state.kind)
  if (failure) return <ResultsFailure />
  if (!result) return <Skeleton label={t('discover.loading')} round={kind === 'artist'} rows={10} />
  if (result.items.length === 0) {
    const filtered = Object.values(result.filteredOut).some((count) => count > 0)
    return (
      <div className="results">
        <EmptyState
          title={t(filtered ? 'discover.allFiltered' : 'discover.nothingFound')}
          text={t(filtered ? 'discover.allFilteredText' : 'discover.nothingFoundText')}
        >
          {filtered ? <Button onPress={clearFilters}>{t('filter.clearAll')}</Button> : null}
        </EmptyState>
        <FilteredOut result={result} limit={limit} />
      </div>
    )
  }
  const more = result.items.length >= limit && limit < 500 && result.stats.candidates > limit
  return (
    <div className="results" aria-busy={loading}>
      <ResultTable items={result.items} seeds={result.seeds.length} />
      <div className="results-foot">
        {more ? <Button onPress={showMore}>{t('discover.showMore')}</Button> : null}
        <FilteredOut result={result} limit={limit} />
        <SimulatedNote result={result} />
      </div>
    </div>
  )
}

function ResultsFailure() {
  const { t } = useTranslation()
  const failure = useDiscover((state) => state.failure)
  if (!failure) return null
  if (failure.code === 'no-model') {
    return (
      <EmptyState title={t('discover.noModel')} text={t('discover.noModelText')}>
        <Button look="primary" onPress={() => void learn()}>
          {t('discover.learn')}
        </Button>
      </EmptyState>
    )
  }
  const suggestions = failure.suggestions ?? []
  return (
    <ErrorState
      title={failureTitle(failure)}
      text={suggestions.length > 0 ? `${failure.message} ${t('discover.didYouMean')}` : failure.message}
      {...(suggestions.length > 0 ? {} : { action: { label: t('action.tryAgain'), run: () => void refresh() } })}
    >
      {suggestions.map((name) => (
        <Button key={name} onPress={() => addSeedByName(name)}>
          {name}
        </Button>
      ))}
    </ErrorState>
  )
}
