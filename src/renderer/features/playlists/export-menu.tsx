import { ChevronRight, Download } from 'lucide-react'
import { useState } from 'react'
import { Menu, MenuItem, MenuTrigger, Separator, SubmenuTrigger } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { type Player, playerPresets, players } from '#api/players.ts'
import type { ExportFormat } from '#api/schemas.ts'
import { Button } from '../../elements/button.tsx'
import { Float } from '../../elements/overlay.tsx'
import { exportFor, exportPlaylist, usePlaylists } from '../../state/playlists.ts'
import { ExportStyle } from './export-style.tsx'
import '../../elements/menu.css'

/** The most useful one first. */
const formats: readonly ExportFormat[] = ['m3u8', 'xspf', 'jspf', 'csv', 'pls', 'm3u']

/** A menu of the formats that a playlist can be written in, each with what it is for. */
export function ExportMenu({ playlistId, isDisabled }: { playlistId: number; isDisabled: boolean }) {
  const { t } = useTranslation()
  const exporting = usePlaylists((state) => state.exporting)
  const [styling, setStyling] = useState(false)
  return (
    <>
      <ExportStyle isOpen={styling} onOpenChange={setStyling} />
      <MenuTrigger>
        <Button isDisabled={isDisabled || exporting !== null}>
          <Download aria-hidden="true" />
          {t('export.open')}
        </Button>
        <Float placement="bottom end">
          <Menu
            className="menu export-menu"
            aria-label={t('export.open')}
            onAction={(chosen) =>
              chosen === 'style' ? setStyling(true) : void exportPlaylist(playlistId, chosen as ExportFormat)
            }
          >
            <SubmenuTrigger>
              <MenuItem id="player" className="menu-item" textValue={t('export.forPlayer')}>
                <span className="menu-item-text">{t('export.forPlayer')}</span>
                <ChevronRight aria-hidden="true" className="menu-item-more" />
              </MenuItem>
              <Float>
                <PlayerMenu playlistId={playlistId} />
              </Float>
            </SubmenuTrigger>
            <Separator className="menu-separator" />
            {formats.map((format) => (
              <MenuItem key={format} id={format} className="menu-item" textValue={t(`export.${format}.name`)}>
                <span>{t(`export.${format}.name`)}</span>
                <span className="menu-item-note">{t(`export.${format}.for`)}</span>
              </MenuItem>
            ))}
            <Separator className="menu-separator" />
            <MenuItem id="style" className="menu-item" textValue={t('export.style.open')}>
              {t('export.style.open')}
            </MenuItem>
          </Menu>
        </Float>
      </MenuTrigger>
    </>
  )
}

/** Players by name, each with the kind of file it gets and where its paths begin. */
function PlayerMenu({ playlistId }: { playlistId: number }) {
  const { t } = useTranslation()
  return (
    <Menu
      className="menu export-menu"
      aria-label={t('export.forPlayer')}
      onAction={(player) => void exportFor(playlistId, player as Player)}
    >
      {players.map((player) => {
        const { format, style } = playerPresets[player]
        return (
          <MenuItem key={player} id={player} className="menu-item" textValue={t(`export.player.${player}`)}>
            <span className="menu-item-text">{t(`export.player.${player}`)}</span>
            <span className="menu-item-note">
              {t(`export.pathsOf.${style.paths}`, { format: t(`export.${format}.name`) })}
            </span>
          </MenuItem>
        )
      })}
    </Menu>
  )
}
