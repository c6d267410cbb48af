import { ArrowDownUp, Ellipsis, GripVertical, Trash2, X } from 'lucide-react'
import { Button as AriaButton, GridListItem, Menu, MenuItem, MenuTrigger } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { PlaylistEntry } from '#api/schemas.ts'
import { Float } from '../../elements/overlay.tsx'
import { Tag } from '../../elements/tag.tsx'
import { ItemArtwork } from '../../parts/item-artwork.tsx'
import { correctGenre } from '../../state/genres.ts'
import { bandOf } from '../../words.ts'
import '../../elements/menu.css'

/** `id` is the entry's: the list reads it from the element that it is given. */
type Props = { id: number; entry: PlaylistEntry; place: number; onMove: () => void; onRemove: () => void }

export function EntryRow({ id, entry, place, onMove, onRemove }: Props) {
  const { t } = useTranslation()
  const name = entry.title ?? entry.artist
  const [genre] = entry.genres
  return (
    <GridListItem id={id} textValue={name} className="entry">
      <AriaButton slot="drag" className="entry-grip" aria-label={t('playlists.dragNamed', { name })}>
        <GripVertical aria-hidden="true" />
      </AriaButton>
      <span className="entry-place">{place}</span>
      <ItemArtwork item={entry} />
      <span className="entry-names">
        <span className="entry-name ellipsis">{name}</span>
        {entry.title === undefined ? null : <span className="muted ellipsis">{bandOf(entry)}</span>}
      </span>
      {entry.item === null ? <Tag>{t('playlists.notInLibrary')}</Tag> : null}
      <span className="entry-genre ellipsis">{entry.genres[0] ?? ''}</span>
      <span className="entry-year">{entry.year ?? ''}</span>
      <MenuTrigger>
        <AriaButton className="icon-button" aria-label={t('row.moreNamed', { name })}>
          <Ellipsis />
        </AriaButton>
        <Float placement="bottom end">
          <Menu
            className="menu"
            aria-label={t('row.moreNamed', { name })}
            onAction={(action) => {
              if (action === 'move') onMove()
              else if (action === 'remove') onRemove()
              else if (genre) void correctGenre(entry, genre, 'is-not')
            }}
          >
            <MenuItem id="move" className="menu-item">
              <ArrowDownUp aria-hidden="true" />
              {t('playlists.moveTo')}
            </MenuItem>
            <MenuItem id="remove" className="menu-item">
              <Trash2 aria-hidden="true" />
              {t('playlists.removeEntry')}
            </MenuItem>
            {genre ? (
              <MenuItem id="wrong" className="menu-item">
                <X aria-hidden="true" />
                {t('genres.isNot', { name, genre })}
              </MenuItem>
            ) : null}
          </Menu>
        </Float>
      </MenuTrigger>
    </GridListItem>
  )
}
