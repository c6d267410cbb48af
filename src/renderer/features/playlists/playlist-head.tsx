import { Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Input, type KeyboardEvent, TextField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { Playlist } from '#api/schemas.ts'
import { Artwork } from '../../elements/artwork.tsx'
import { IconButton } from '../../elements/button.tsx'
import { formatWhen } from '../../format.ts'
import { deletePlaylist, renamePlaylist } from '../../state/playlists.ts'
import { artworkName } from '../../words.ts'
import { ExportMenu } from './export-menu.tsx'
import { ExportResult } from './export-result.tsx'

/** The playlist's name, which is changed where it stands, and what can be done with the whole. */
export function PlaylistHead({ playlist }: { playlist: Playlist }) {
  const { t } = useTranslation()
  return (
    <div className="playlist-head">
      <div className="page-head">
        <Cover playlist={playlist} />
        <div className="playlist-title">
          <NameField key={`${playlist.id} ${playlist.name}`} playlist={playlist} />
          <p>
            {[
              t('count.entries', { count: playlist.items.length }),
              t('playlists.changed', { when: formatWhen(playlist.updatedAt) }),
            ].join(' · ')}
          </p>
        </div>
        <div className="actions">
          <ExportMenu playlistId={playlist.id} isDisabled={playlist.items.length === 0} />
          <IconButton label={t('playlists.delete')} onPress={() => void deletePlaylist(playlist.id)}>
            <Trash2 />
          </IconButton>
        </div>
      </div>
      <ExportResult playlistId={playlist.id} />
    </div>
  )
}

/** The pictures of its first entries, or its own where there are fewer than four. */
function Cover({ playlist }: { playlist: Playlist }) {
  const four = playlist.items.slice(0, 4)
  const single = four.length < 4
  return (
    <span className="playlist-cover" data-single={single} aria-hidden="true">
      {single ? (
        <Artwork name={playlist.name} genre={undefined} year={undefined} />
      ) : (
        four.map((entry) => (
          <Artwork key={entry.entryId} name={artworkName(entry)} genre={entry.genres[0]} year={entry.year} />
        ))
      )}
    </span>
  )
}

function NameField({ playlist }: { playlist: Playlist }) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState<string | null>(null)
  if (draft === null) {
    return (
      <h1 className="playlist-h1">
        <span className="ellipsis">{playlist.name}</span>
        <IconButton label={t('playlists.rename')} onPress={() => setDraft(playlist.name)}>
          <Pencil />
        </IconButton>
      </h1>
    )
  }
  const keep = () => {
    const name = draft.trim()
    setDraft(null)
    if (name && name !== playlist.name) void renamePlaylist(playlist.id, name)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') keep()
    else if (event.key === 'Escape') setDraft(null)
  }
  return (
    <TextField
      aria-label={t('playlists.name')}
      value={draft}
      maxLength={500}
      autoFocus
      onChange={setDraft}
      onBlur={keep}
      onKeyDown={onKeyDown}
    >
      <Input className="text-input playlist-input" onFocus={(event) => event.target.select()} />
    </TextField>
  )
}
