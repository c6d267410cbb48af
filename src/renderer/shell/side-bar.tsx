import { Compass, Disc3, ListMusic, type LucideIcon, PanelLeftClose, Settings2, Sparkles, Upload } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../elements/button.tsx'
import { Logo } from '../elements/logo.tsx'
import { formatCount } from '../format.ts'
import { useLibrary } from '../state/library.ts'
import { usePlaylists } from '../state/playlists.ts'
import { navigate, type Route, routeHash, useRoute } from '../state/route.ts'
import { setDrawer, toggleSideBar } from '../state/view.ts'

export function SideBar({ jobs, inDrawer = false }: { jobs: ReactNode; inDrawer?: boolean }) {
  const { t } = useTranslation()
  const bands = useLibrary((state) => state.status?.counts.artists ?? 0)
  const playlists = usePlaylists((state) => state.items)
  return (
    <nav className={inDrawer ? 'side drawer-side' : 'side'} aria-label={t('shell.navigation')}>
      <div className="brand">
        <Logo />
        <span>Sidetrack</span>
        <IconButton
          label={inDrawer ? t('shell.closeMenu') : t('shell.hideSideBar')}
          shortcut={inDrawer ? '' : '['}
          onPress={inDrawer ? () => setDrawer(false) : toggleSideBar}
        >
          <PanelLeftClose />
        </IconButton>
      </div>
      <div className="side-scroll">
        <ul>
          <NavLink to={{ page: 'discover' }} icon={Compass} text={t('nav.discover')} />
          <NavLink to={{ page: 'library' }} icon={Disc3} text={t('nav.library')} count={bands} />
          <NavLink
            to={{ page: 'playlists' }}
            icon={ListMusic}
            text={t('nav.playlists')}
            count={playlists?.length ?? 0}
          />
        </ul>
        {playlists && playlists.length > 0 ? (
          <>
            <h2 className="side-title" id="side-playlists">
              {t('nav.yourPlaylists')}
            </h2>
            <ul aria-labelledby="side-playlists">
              {playlists.map((playlist) => (
                <NavLink
                  key={playlist.id}
                  to={{ page: 'playlist', id: playlist.id }}
                  text={playlist.name}
                  count={playlist.entries}
                />
              ))}
            </ul>
          </>
        ) : null}
      </div>
      {jobs}
      <ul className="side-foot">
        <NavLink to={{ page: 'models' }} icon={Sparkles} text={t('nav.models')} />
        <NavLink to={{ page: 'import' }} icon={Upload} text={t('nav.import')} />
        <NavLink to={{ page: 'settings' }} icon={Settings2} text={t('nav.settings')} />
      </ul>
    </nav>
  )
}

type NavProps = { to: Route; text: string; icon?: LucideIcon; count?: number }

function NavLink({ to, text, icon: Icon, count = 0 }: NavProps) {
  const hash = routeHash(to)
  const current = useRoute(({ route }) => routeHash(route) === hash)
  return (
    <li>
      <Link
        className="nav-link"
        href={hash}
        {...(current ? { 'aria-current': 'page' as const } : {})}
        onPress={() => {
          setDrawer(false)
          navigate(to)
        }}
      >
        {Icon ? <Icon aria-hidden="true" /> : null}
        <span className="nav-link-text ellipsis">{text}</span>
        {count > 0 ? <span className="nav-count">{formatCount(count)}</span> : null}
      </Link>
    </li>
  )
}
