/** Work that outlives its window: said once, reachable from the tray, over when the work is. */
import { join } from 'node:path'
import { Menu, Notification, Tray } from 'electron'
import { resourcesFolder } from '../resources-folder.ts'

export type Background = { enter: () => void; leave: () => void }

type Options = { open: () => void; quit: () => void; platform?: NodeJS.Platform }

/** Make what stands in for the window while there is none; on macOS the dock does. */
export function background({ open, quit, platform = process.platform }: Options): Background {
  let tray: Tray | null = null
  // Held, since a notification that is collected no longer hears clicks.
  let notification: Notification | null = null
  return {
    enter: () => {
      if (platform !== 'darwin' && tray === null) tray = showTray(open, quit)
      if (!Notification.isSupported()) return
      notification = new Notification({
        title: 'Sidetrack goes on working',
        body: 'It ends by itself when the work is done. Start Sidetrack again to see how far it is.',
      })
      notification.on('click', open)
      notification.show()
    },
    leave: () => {
      tray?.destroy()
      tray = null
      notification?.close()
      notification = null
    },
  }
}

function showTray(open: () => void, quit: () => void): Tray {
  const tray = new Tray(join(resourcesFolder(), 'icons', 'tray.png'))
  tray.setToolTip('Sidetrack is working')
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: 'Open Sidetrack', click: open },
      { label: 'Pause the work and quit', click: quit },
    ]),
  )
  tray.on('click', open)
  return tray
}
