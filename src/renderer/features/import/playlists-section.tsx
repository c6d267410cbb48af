import { useTranslation } from 'react-i18next'
import type { InspectedFile } from '#api/schemas.ts'
import { Button } from '../../elements/button.tsx'
import { formatCount } from '../../format.ts'
import { type MadePlaylist, makePlaylists, useMadePlaylists } from '../../state/made-playlists.ts'
import { navigate } from '../../state/route.ts'

/** Files that are playlists may become the listener's own, beside being imported to learn from. */
export function PlaylistsSection({ files }: { files: InspectedFile[] }) {
  const { t } = useTranslation()
  const { made, failures, busy } = useMadePlaylists()
  const found = files.filter(({ format, refused }) => format === 'playlist-files' && refused === null)
  // An archive may hold lists of several kinds, each a line of its own.
  const lists = found.filter(({ ref }, place) => found.findIndex((one) => one.ref === ref) === place)
  const open = lists.filter(({ ref }) => made[ref] === undefined)
  if (lists.length === 0) return null
  return (
    <section className="vectors" aria-label={t('asPlaylists.title')}>
      <h2>{t('asPlaylists.title')}</h2>
      <div className="as-playlists">
        <p className="muted">{t('asPlaylists.lead', { count: lists.length })}</p>
        {open.length > 0 ? (
          <Button isDisabled={busy} onPress={() => void makePlaylists(open)}>
            {t('asPlaylists.add', { count: open.length })}
          </Button>
        ) : null}
      </div>
      <div role="status">
        <ul>
          {lists
            .flatMap(({ ref }) => made[ref] ?? [])
            .map((list) => (
              <Made key={list.id} list={list} />
            ))}
        </ul>
      </div>
      {lists.flatMap(({ ref, name }) =>
        failures[ref] === undefined
          ? []
          : [
              <p key={ref} className="note" role="alert">
                {name}: {failures[ref].message}
              </p>,
            ],
      )}
    </section>
  )
}

function Made({ list: { id, name, entries, matched } }: { list: MadePlaylist }) {
  const { t } = useTranslation()
  return (
    <li className="made-playlist">
      <span>
        <strong>{name}</strong>{' '}
        <span className="muted small">{t('asPlaylists.made', { count: entries, matched: formatCount(matched) })}</span>
      </span>
      <Button
        look="link"
        aria-label={t('asPlaylists.openNamed', { name })}
        onPress={() => navigate({ page: 'playlist', id })}
      >
        {t('asPlaylists.open')}
      </Button>
    </li>
  )
}
