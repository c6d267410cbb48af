import { Ellipsis, Plus } from 'lucide-react'
import { Button as AriaButton, Cell, Menu, MenuItem, MenuTrigger } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { Recommendation } from '#api/schemas.ts'
import { MatchBars } from '../../elements/match-bars.tsx'
import { Float } from '../../elements/overlay.tsx'
import { ItemArtwork } from '../../parts/item-artwork.tsx'
import { addSeeds } from '../../state/discover.ts'
import { correctGenre } from '../../state/genres.ts'
import { collect } from '../../state/playlists.ts'
import { showToast } from '../../state/toasts.ts'
import { bandOf, strengthLevel, strengthWord, whyOf } from '../../words.ts'
import { PlaylistMenu } from './playlist-menu.tsx'
import { explain } from './selection.ts'
import '../../elements/menu.css'

/** The cells of one row; a function and not a component, since a table row must see its cells. */
export function ResultCells({ item, seeds, years }: { item: Recommendation; seeds: number; years: boolean }) {
  const why = whyOf(item, seeds)
  return [
    <Cell key="rank" className="cell-rank">
      {item.rank}
    </Cell>,
    <Cell key="name" className="cell-name" textValue={item.title ?? item.artist}>
      <ItemArtwork item={item} />
      <span className="result-names">
        <span className="result-name ellipsis">{item.title ?? item.artist}</span>
        {item.title === undefined ? null : <span className="result-artist ellipsis">{bandOf(item)}</span>}
        {item.title === undefined ? <span className="result-line ellipsis">{why}</span> : null}
      </span>
    </Cell>,
    ...(years
      ? [
          <Cell key="year" className="cell-year">
            {item.year ?? ''}
          </Cell>,
        ]
      : []),
    <Cell key="genre" className="cell-genre ellipsis">
      {item.genres[0] ?? ''}
    </Cell>,
    <Cell key="match" className="cell-match" textValue={item.strength}>
      <MatchBars level={strengthLevel[item.strength]} word={strengthWord(item.strength)} />
    </Cell>,
    <Cell key="why" className="cell-why" textValue={why}>
      <span className="cell-why-text clipped">{why}</span>
    </Cell>,
    <Cell key="tools" className="cell-tools">
      <RowTools item={item} />
    </Cell>,
  ]
}

function RowTools({ item }: { item: Recommendation }) {
  const { t } = useTranslation()
  const name = item.title ?? item.artist
  const [genre] = item.genres
  return (
    <span className="row-tools">
      <PlaylistMenu items={[item.id]}>
        <AriaButton className="icon-button" aria-label={t('row.addNamed', { name })}>
          <Plus />
        </AriaButton>
      </PlaylistMenu>
      <MenuTrigger>
        <AriaButton className="icon-button" aria-label={t('row.moreNamed', { name })}>
          <Ellipsis />
        </AriaButton>
        <Float placement="bottom end">
          <Menu
            className="menu"
            aria-label={t('row.moreNamed', { name })}
            onAction={(action) => {
              if (action === 'why') explain(item.id)
              else if (action === 'start') addSeeds([item], { replace: true })
              else if (action === 'more') addSeeds([item])
              else if (action === 'away') addSeeds([item], { away: true })
              else if (action === 'collect') void collect([item.id])
              else if (action === 'wrong' && genre) void correctGenre(item, genre, 'is-not')
              else if (action === 'wrong-all' && genre) void correctGenre({ artist: item.artist }, genre, 'is-not')
              else void copy(item).then(() => showToast(t('row.copied', { name })))
            }}
          >
            <MenuItem id="why" className="menu-item">
              {t('evidence.why')}
            </MenuItem>
            <MenuItem id="start" className="menu-item">
              {t('row.start')}
            </MenuItem>
            <MenuItem id="more" className="menu-item">
              {t('row.more')}
            </MenuItem>
            <MenuItem id="away" className="menu-item">
              {t('seed.steerAway')}
            </MenuItem>
            <MenuItem id="collect" className="menu-item">
              {t('row.collect')}
            </MenuItem>
            <MenuItem id="copy" className="menu-item">
              {t('row.copy')}
            </MenuItem>
            {genre ? (
              <MenuItem id="wrong" className="menu-item">
                {t('genres.isNot', { name, genre })}
              </MenuItem>
            ) : null}
            {genre && item.title !== undefined ? (
              <MenuItem id="wrong-all" className="menu-item">
                {t('genres.isNotAll', { name: item.artist, genre })}
              </MenuItem>
            ) : null}
          </Menu>
        </Float>
      </MenuTrigger>
    </span>
  )
}

const copy = (item: Recommendation) =>
  navigator.clipboard.writeText(item.title === undefined ? item.artist : `${item.artist} - ${item.title}`)
