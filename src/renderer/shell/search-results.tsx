// biome-ignore-all lint/a11y: the combobox with a grid (WAI-ARIA APG); the focus stays in the field, which handles every key
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { formatCount } from '../format.ts'
import { ItemArtwork } from '../parts/item-artwork.tsx'
import { useSearch } from '../state/search.ts'
import { describeItem } from '../words.ts'
import type { Choice } from './search-field.tsx'

type Props = {
  id: string
  active: { row: number; cell: number }
  choices: Choice[]
  onChoose: (choice: Choice, away: boolean) => void
}

/** The core counts matches up to here. */
const mostCounted = 1000

/** The popover under the search field: a grid of two columns, the thing itself and "steer away" from it. */
export function SearchResults({ id, active, choices, onChoose }: Props) {
  const { t } = useTranslation()
  const total = useSearch((state) => state.total)
  const answered = useSearch((state) => state.answered)
  const failure = useSearch((state) => state.failure)
  const stale = useSearch(({ text }) => text.trim() !== answered)
  const none = total === 0
  useEffect(() => {
    document.getElementById(`${id}-${active.row}-0`)?.scrollIntoView({ block: 'nearest' })
  }, [id, active.row])
  return (
    // Keeps the focus in the field while the pointer is used here.
    <div className="search-pop" data-stale={stale} onMouseDown={(event) => event.preventDefault()}>
      {none ? (
        <p className="search-none" role="status">
          {failure
            ? failure.message
            : choices.length > 0
              ? t('search.noneButNear', { text: answered })
              : t('search.none', { text: answered })}
        </p>
      ) : null}
      <div className="search-list" role="grid" id={`${id}-list`} aria-label={t('search.results')}>
        {choices.map((choice, row) => (
          <div
            key={'item' in choice ? choice.item.id : choice.name}
            role="row"
            className="search-row"
            data-active={row === active.row}
          >
            <div
              role="gridcell"
              id={`${id}-${row}-0`}
              className="search-cell"
              data-active={row === active.row && active.cell === 0}
              aria-selected={row === active.row && active.cell === 0}
              onClick={() => onChoose(choice, false)}
            >
              <ChoiceText choice={choice} />
            </div>
            <div
              role="gridcell"
              id={`${id}-${row}-1`}
              className="search-steer"
              data-active={row === active.row && active.cell === 1}
              aria-selected={row === active.row && active.cell === 1}
              onClick={() => onChoose(choice, true)}
            >
              {t('seed.steerAway')}
            </div>
          </div>
        ))}
      </div>
      {choices.length > 0 ? (
        <div className="search-foot">
          <span>
            {none || stale
              ? null
              : t('search.found', {
                  count: total,
                  shown: total < mostCounted ? formatCount(total) : `${formatCount(mostCounted)}+`,
                })}
          </span>
          <span>{t('search.keys')}</span>
        </div>
      ) : null}
    </div>
  )
}

function ChoiceText({ choice }: { choice: Choice }) {
  if (!('item' in choice)) return <strong>{choice.name}</strong>
  const { item } = choice
  return (
    <>
      <ItemArtwork item={item} size="small" />
      <span className="search-names">
        <strong className="ellipsis">{item.title ?? item.artist}</strong>
        <span className="muted small ellipsis">{describeItem(item)}</span>
      </span>
    </>
  )
}
