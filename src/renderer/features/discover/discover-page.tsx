import { useTranslation } from 'react-i18next'
import { Button } from '../../elements/button.tsx'
import { EmptyState } from '../../elements/states.tsx'
import { useDiscover } from '../../state/discover.ts'
import { isRunning, learn, useJobs } from '../../state/jobs.ts'
import { useLibrary } from '../../state/library.ts'
import { navigate } from '../../state/route.ts'
import { EvidencePane } from './evidence-pane.tsx'
import { FilterBar } from './filter-bar.tsx'
import { Results } from './results.tsx'
import { SeedTray } from './seed-tray.tsx'
import { StartingPoints } from './starting-points.tsx'
import './discover.css'

/** From a few seeds to the music that belongs beside them. */
export function DiscoverPage() {
  const { t } = useTranslation()
  const seeds = useDiscover((state) => state.seeds.length)
  const away = useDiscover((state) => state.negatives.length)
  const skipped = useDiscover((state) => state.skipped)
  const hasModel = useLibrary((state) => (state.status?.models.length ?? 0) > 0)
  if (!hasModel) return <NothingLearned />
  if (seeds === 0 && away === 0 && !skipped) return <StartingPoints />
  return (
    <div className="discover">
      <h1 className="visually-hidden">{t('nav.discover')}</h1>
      <div className="discover-head">
        <SeedTray />
        {seeds > 0 ? <FilterBar /> : null}
      </div>
      {seeds > 0 ? (
        <div className="discover-body">
          <Results />
          <EvidencePane />
        </div>
      ) : (
        <EmptyState title={t('discover.noSeeds')} text={t('discover.noSeedsText')}>
          <Button onPress={() => document.getElementById('search')?.focus()}>{t('discover.search')}</Button>
          <Button look="quiet" onPress={() => useDiscover.setState({ skipped: false, negatives: [] })}>
            {t('discover.showStarters')}
          </Button>
        </EmptyState>
      )}
    </div>
  )
}

function NothingLearned() {
  const { t } = useTranslation()
  const training = useJobs(isRunning('train'))
  const failure = useJobs((state) => state.failure)
  return (
    <>
      <h1 className="visually-hidden">{t('nav.discover')}</h1>
      <EmptyState title={t('discover.noModel')} text={failure ? failure.message : t('discover.noModelText')}>
        {training ? (
          <Button onPress={() => navigate({ page: 'models' })}>{t('discover.seeProgress')}</Button>
        ) : (
          <Button look="primary" onPress={() => void learn()}>
            {t('discover.learn')}
          </Button>
        )}
      </EmptyState>
    </>
  )
}
