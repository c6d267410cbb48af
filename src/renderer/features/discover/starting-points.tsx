import { Check } from 'lucide-react'
import { useState } from 'react'
import { ListBox, ListBoxItem, type Selection } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Button } from '../../elements/button.tsx'
import { Skeleton } from '../../elements/skeleton.tsx'
import { EmptyState, ErrorState } from '../../elements/states.tsx'
import { ItemArtwork } from '../../parts/item-artwork.tsx'
import { addSeeds, loadStarters, skipStarters, useDiscover } from '../../state/discover.ts'
import { failureTitle } from '../../words.ts'
import './starting-points.css'

/** Bands of many kinds to begin with. */
export function StartingPoints() {
  const { t } = useTranslation()
  const starters = useDiscover((state) => state.starters)
  const failure = useDiscover((state) => state.startersFailure)
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const chosen = starters?.filter(({ id }) => picked.has(id)) ?? []

  if (failure) {
    return (
      <ErrorState
        title={failureTitle(failure)}
        text={failure.message}
        action={{ label: t('action.tryAgain'), run: () => void loadStarters() }}
      />
    )
  }
  if (!starters) return <Skeleton label={t('starters.loading')} round />
  if (starters.length === 0) return <EmptyState title={t('starters.none')} text={t('discover.noSeedsText')} />
  return (
    <div className="page starters">
      <div className="starters-inner">
        <div className="page-head">
          <div>
            <h1>{t('starters.title')}</h1>
            <p>{t('starters.text')}</p>
          </div>
        </div>
        <ListBox
          aria-label={t('starters.label')}
          className="starters-grid"
          escapeKeyBehavior="none"
          layout="grid"
          selectionMode="multiple"
          items={starters}
          selectedKeys={picked}
          onSelectionChange={(keys: Selection) =>
            setPicked(keys === 'all' ? new Set(starters.map(({ id }) => id)) : new Set([...keys].map(String)))
          }
        >
          {(item) => (
            <ListBoxItem id={item.id} textValue={item.artist} className="starter">
              <span className="starter-art">
                <ItemArtwork item={item} size="tile" />
                <span className="starter-check" aria-hidden="true">
                  <Check />
                </span>
              </span>
              <span className="starter-name clipped">{item.artist}</span>
              <span className="starter-note ellipsis">{item.genres[0] ?? t('item.band')}</span>
            </ListBoxItem>
          )}
        </ListBox>
      </div>
      <div className="starters-foot">
        <span className="muted" role="status">
          {chosen.length > 0 ? t('starters.picked', { count: chosen.length }) : t('starters.pickOne')}
        </span>
        <Button look="quiet" onPress={skipStarters}>
          {t('action.skip')}
        </Button>
        <Button look="primary" isDisabled={chosen.length === 0} onPress={() => addSeeds(chosen)}>
          {t('starters.go')}
        </Button>
      </div>
    </div>
  )
}
