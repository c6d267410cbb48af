import { Plus } from 'lucide-react'
import { useEffect } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { ItemId, Version } from '#api/schemas.ts'
import { loadVersions, useVersions } from '../../state/versions.ts'
import { PlaylistMenu } from './playlist-menu.tsx'

const none: Version[] = []

/** Every version of a track that the library has, where there are several. */
export function Versions({ id }: { id: ItemId }) {
  const { t } = useTranslation()
  const items = useVersions((state) => (state.of === id ? state.items : none))
  useEffect(() => void loadVersions(id), [id])
  if (items.length < 2) return null
  return (
    <section aria-label={t('versions.title')}>
      <h3 className="evidence-title">{t('versions.title')}</h3>
      <ul className="versions">
        {items.map((version) => (
          <VersionLine key={version.id} version={version} />
        ))}
      </ul>
    </section>
  )
}

function VersionLine({ version }: { version: Version }) {
  const { t } = useTranslation()
  const { id, title, artist, year, album, sources } = version
  return (
    <li>
      <span className="version-names">
        <span>{title}</span>
        <span className="muted small">{[artist, year, album, ...sources].filter(Boolean).join(' · ')}</span>
      </span>
      <PlaylistMenu items={[id]}>
        <AriaButton className="icon-button" aria-label={t('row.addNamed', { name: title })}>
          <Plus />
        </AriaButton>
      </PlaylistMenu>
    </li>
  )
}
