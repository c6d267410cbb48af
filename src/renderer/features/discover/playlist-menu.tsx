import { ListPlus } from 'lucide-react'
import type { ReactNode } from 'react'
import { Header, Menu, MenuItem, MenuSection, MenuTrigger, Separator } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { ItemId } from '#api/schemas.ts'
import { Float } from '../../elements/overlay.tsx'
import { formatCount } from '../../format.ts'
import { addToPlaylist, createPlaylist, usePlaylists } from '../../state/playlists.ts'

/** A menu of the playlists that these items may join; `children` is the button that opens it. */
export function PlaylistMenu({ items, children }: { items: ItemId[]; children: ReactNode }) {
  const { t } = useTranslation()
  const playlists = usePlaylists((state) => state.items) ?? []
  const newName = () => {
    const used = new Set(playlists.map(({ name }) => name))
    let number = 1
    while (used.has(t('playlists.newName', { number }))) number++
    return t('playlists.newName', { number })
  }
  return (
    <MenuTrigger>
      {children}
      <Float placement="bottom end">
        <Menu
          className="menu"
          aria-label={t('playlists.addTo')}
          onAction={(key) => {
            if (key === 'new') void createPlaylist(newName(), items)
            else void addToPlaylist(Number(key), items)
          }}
        >
          <MenuSection>
            <Header className="menu-header">{t('playlists.addTo')}</Header>
            {playlists.map((playlist) => (
              <MenuItem key={playlist.id} id={String(playlist.id)} textValue={playlist.name} className="menu-item">
                <span className="menu-item-text">{playlist.name}</span>
                <span className="menu-item-note">{formatCount(playlist.entries)}</span>
              </MenuItem>
            ))}
          </MenuSection>
          {playlists.length > 0 ? <Separator className="menu-separator" /> : null}
          <MenuItem id="new" className="menu-item" textValue={t('playlists.new')}>
            <ListPlus aria-hidden="true" />
            {t('playlists.new')}
          </MenuItem>
        </Menu>
      </Float>
    </MenuTrigger>
  )
}
