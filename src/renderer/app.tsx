import { useEffect } from 'react'
import { I18nProvider } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Skeleton } from './elements/skeleton.tsx'
import { ErrorState } from './elements/states.tsx'
import { CleaningPage } from './features/cleaning/cleaning-page.tsx'
import { DiscoverPage } from './features/discover/discover-page.tsx'
import { FilesPage } from './features/files/files-page.tsx'
import { ImportPage } from './features/import/import-page.tsx'
import { JobsArea } from './features/jobs/jobs-area.tsx'
import { ModelsPage } from './features/models/models-page.tsx'
import { PlaylistPage } from './features/playlists/playlist-page.tsx'
import { PlaylistsPage } from './features/playlists/playlists-page.tsx'
import { SettingsPage } from './features/settings/settings-page.tsx'
import { LibraryPage } from './features/sources/library-page.tsx'
import { WelcomePage } from './features/welcome/welcome-page.tsx'
import { Shell } from './shell/shell.tsx'
import { isRunning, useJobs } from './state/jobs.ts'
import { isEmpty, loadLibrary, useLibrary } from './state/library.ts'
import { useRoute } from './state/route.ts'
import { failureTitle } from './words.ts'

export function App() {
  const { i18n } = useTranslation()
  return (
    <I18nProvider locale={i18n.resolvedLanguage ?? 'en'}>
      <Shell jobs={<JobsArea />}>
        <Page />
      </Shell>
    </I18nProvider>
  )
}

function Page() {
  const { t } = useTranslation()
  const route = useRoute((state) => state.route)
  const ready = useLibrary((state) => state.status !== null)
  const failure = useLibrary((state) => state.failure)
  useEffect(() => {
    document.title = `${t(route.page === 'playlist' ? 'nav.playlists' : `nav.${route.page}`)} · Sidetrack`
  }, [route, t])
  if (!ready && failure) {
    return (
      <ErrorState
        title={failureTitle(failure)}
        text={failure.message}
        action={{ label: t('action.tryAgain'), run: () => void loadLibrary() }}
      />
    )
  }
  if (!ready) return <Skeleton label={t('app.loading')} />
  switch (route.page) {
    case 'discover':
      return <DiscoverOrWelcome />
    case 'library':
      return <LibraryPage />
    case 'cleaning':
      return <CleaningPage />
    case 'files':
      return <FilesPage />
    case 'playlists':
      return <PlaylistsPage />
    case 'playlist':
      return <PlaylistPage id={route.id} />
    case 'models':
      return <ModelsPage />
    case 'import':
      return <ImportPage />
    case 'settings':
      return <SettingsPage />
  }
}

/** A library with nothing in it, or with a sample on its way in, is welcomed. */
function DiscoverOrWelcome() {
  const empty = useLibrary(({ status }) => status !== null && isEmpty(status))
  const arriving = useJobs((state) => isRunning('sample')(state) !== null)
  return empty || arriving ? <WelcomePage /> : <DiscoverPage />
}
