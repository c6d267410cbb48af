import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../elements/overlay.tsx'
import { ToastRegion } from '../elements/toast-region.tsx'
import { useNarrow } from '../elements/use-media.ts'
import { useConnection } from '../state/connection.ts'
import { dismissToast, useToasts } from '../state/toasts.ts'
import { setDrawer, useView } from '../state/view.ts'
import { DropAnywhere } from './drop-anywhere.tsx'
import { ShortcutsDialog } from './shortcuts-dialog.tsx'
import { SideBar } from './side-bar.tsx'
import { StatusBar } from './status-bar.tsx'
import { TopBar } from './top-bar.tsx'
import { useShortcuts } from './use-shortcuts.ts'
import { useWholeTexts } from './use-whole-texts.ts'
import './shell.css'

/** The frame that every page stands in. `jobs` is what runs now, shown in the side bar. */
export function Shell({ jobs, children }: { jobs: ReactNode; children: ReactNode }) {
  const { t } = useTranslation()
  const narrow = useNarrow()
  const sideBar = useView((view) => view.sideBar)
  const drawer = useView((view) => view.drawer)
  const alive = useConnection((state) => state.alive)
  const toasts = useToasts((state) => state.toasts)
  useShortcuts()
  useWholeTexts()
  return (
    <div className="shell">
      <button type="button" className="skip" onClick={() => document.getElementById('main')?.focus()}>
        {t('shell.skip')}
      </button>
      {!narrow && sideBar ? <SideBar jobs={jobs} /> : null}
      {narrow ? (
        <Dialog title={t('shell.menu')} hideTitle from="start" isOpen={drawer} onOpenChange={setDrawer}>
          <SideBar jobs={jobs} inDrawer />
        </Dialog>
      ) : null}
      <TopBar narrow={narrow} />
      {alive ? null : (
        <p className="lost" role="alert">
          <strong>{t('failure.offline')}.</strong> {t('shell.lost')}
        </p>
      )}
      <main className="main" id="main" tabIndex={-1}>
        {children}
      </main>
      <StatusBar />
      <ShortcutsDialog />
      <DropAnywhere />
      <ToastRegion toasts={toasts} label={t('toast.region')} closeLabel={t('toast.close')} onDismiss={dismissToast} />
    </div>
  )
}
