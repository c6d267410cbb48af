import { Music } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../elements/button.tsx'
import { loadAudioFiles, useAudioFiles } from '../../state/audio-files.ts'
import { host } from '../../state/client.ts'
import { takeGranted } from '../../state/importing.ts'
import './own-music.css'

/** How the listener's own music comes in: where this window is told of places, and where it is not. */
export function OwnMusic() {
  const { t } = useTranslation()
  const offered = useAudioFiles((state) => state.offered)
  useEffect(() => void loadAudioFiles(), [])
  return (
    <section className="own-music" aria-label={t('ownMusic.title')}>
      <h2>
        <Music aria-hidden="true" />
        {t('ownMusic.title')}
      </h2>
      <p className="muted">{t('ownMusic.text')}</p>
      {host.chooseFolder !== null ? <p className="muted">{t('ownMusic.desktop')}</p> : null}
      {host.chooseFolder === null && offered.length === 0 ? (
        <p className="muted">
          {t('ownMusic.browser')} <code>npm start -- --browser --folder Music</code>
        </p>
      ) : null}
      {offered.length > 0 ? (
        <ul className="actions">
          {offered.map((folder) => (
            <li key={folder.ref}>
              <Button onPress={() => void takeGranted([folder])}>{t('ownMusic.take', { name: folder.name })}</Button>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  )
}
