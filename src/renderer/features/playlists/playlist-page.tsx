import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../elements/button.tsx'
import { Skeleton } from '../../elements/skeleton.tsx'
import { EmptyState, ErrorState } from '../../elements/states.tsx'
import { openPlaylist, usePlaylists } from '../../state/playlists.ts'
import { navigate } from '../../state/route.ts'
import { failureTitle } from '../../words.ts'
import { EntryList } from './entry-list.tsx'
import { PlaylistHead } from './playlist-head.tsx'
import './playlists.css'

export function PlaylistPage({ id }: { id: number }) {
  const { t } = useTranslation()
  const playlist = usePlaylists(({ open }) => (open?.id === id ? open : null))
  const failure = usePlaylists((state) => state.openFailure)
  useEffect(() => void openPlaylist(id), [id])
  if (failure && !playlist) {
    return (
      <>
        <h1 className="visually-hidden">{t('nav.playlists')}</h1>
        <ErrorState title={failureTitle(failure)} text={failure.message}>
          <Button onPress={() => navigate({ page: 'playlists' })}>{t('playlists.all')}</Button>
        </ErrorState>
      </>
    )
  }
  if (!playlist) return <Skeleton label={t('playlists.loadingOne')} />
  return (
    <div className="playlist">
      <PlaylistHead playlist={playlist} />
      {playlist.items.length > 0 ? (
        <EntryList playlist={playlist} />
      ) : (
        <EmptyState title={t('playlists.noEntries')} text={t('playlists.noEntriesText')}>
          <Button look="primary" onPress={() => navigate({ page: 'discover' })}>
            {t('playlists.findMusic')}
          </Button>
        </EmptyState>
      )}
    </div>
  )
}
