import { Plus } from 'lucide-react'
import { GridList, GridListItem } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Artwork } from '../../elements/artwork.tsx'
import { Button } from '../../elements/button.tsx'
import { Skeleton } from '../../elements/skeleton.tsx'
import { EmptyState, ErrorState } from '../../elements/states.tsx'
import { formatWhen } from '../../format.ts'
import { createPlaylist, loadPlaylists, usePlaylists } from '../../state/playlists.ts'
import { navigate } from '../../state/route.ts'
import { failureTitle } from '../../words.ts'
import './playlists.css'

async function startNew(name: string): Promise<void> {
  const id = await createPlaylist(name)
  if (id !== null) navigate({ page: 'playlist', id })
}

/** Every playlist, the one changed last first. */
export function PlaylistsPage() {
  const { t } = useTranslation()
  const items = usePlaylists((state) => state.items)
  const failure = usePlaylists((state) => state.failure)
  if (failure && !items) {
    return (
      <ErrorState
        title={failureTitle(failure)}
        text={failure.message}
        action={{ label: t('action.tryAgain'), run: () => void loadPlaylists() }}
      />
    )
  }
  if (!items) return <Skeleton label={t('playlists.loading')} />
  const create = () => void startNew(t('playlists.newName', { number: items.length + 1 }))
  if (items.length === 0) {
    return (
      <>
        <h1 className="visually-hidden">{t('nav.playlists')}</h1>
        <EmptyState title={t('playlists.empty')} text={t('playlists.emptyText')}>
          <Button look="primary" onPress={create}>
            {t('playlists.newFirst')}
          </Button>
        </EmptyState>
      </>
    )
  }
  return (
    <div className="page">
      <div className="page-inner">
        <div className="page-head">
          <h1>{t('nav.playlists')}</h1>
          <Button onPress={create}>
            <Plus aria-hidden="true" />
            {t('playlists.newPlain')}
          </Button>
        </div>
        <GridList
          aria-label={t('nav.playlists')}
          className="playlist-list"
          items={items}
          onAction={(key) => navigate({ page: 'playlist', id: Number(key) })}
        >
          {(playlist) => (
            <GridListItem id={playlist.id} textValue={playlist.name} className="playlist-item">
              <Artwork name={playlist.name} genre={undefined} year={undefined} />
              <span className="playlist-names">
                <span className="playlist-name ellipsis">{playlist.name}</span>
                <span className="muted small">{t('count.entries', { count: playlist.entries })}</span>
              </span>
              <span className="muted small">{t('playlists.changed', { when: formatWhen(playlist.updatedAt) })}</span>
            </GridListItem>
          )}
        </GridList>
      </div>
    </div>
  )
}
