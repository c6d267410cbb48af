import { Menu, PanelLeftOpen } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../elements/button.tsx'
import { setDrawer, toggleSideBar, useView } from '../state/view.ts'
import { SearchField } from './search-field.tsx'

export function TopBar({ narrow }: { narrow: boolean }) {
  const { t } = useTranslation()
  const sideBar = useView((view) => view.sideBar)
  return (
    <header className="top">
      {narrow ? (
        <IconButton label={t('shell.openMenu')} onPress={() => setDrawer(true)}>
          <Menu />
        </IconButton>
      ) : sideBar ? null : (
        <IconButton label={t('shell.showSideBar')} shortcut="[" onPress={toggleSideBar}>
          <PanelLeftOpen />
        </IconButton>
      )}
      <SearchField />
    </header>
  )
}
