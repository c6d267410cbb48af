/** Where the window was and what it showed, kept in a small file; losing it costs nothing. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { Rectangle } from 'electron'
import { z } from 'zod'

const Coordinate = z.number().int().min(-100_000).max(100_000)
const Length = z.number().int().min(100).max(100_000)
const WindowState = z.object({
  bounds: z.object({ x: Coordinate, y: Coordinate, width: Length, height: Length }).nullable(),
  maximized: z.boolean(),
  fullScreen: z.boolean(),
  /** The page, as the part of the address after `#`. */
  route: z.string().regex(/^#[\w/-]{0,100}$|^$/),
})
export type WindowState = z.infer<typeof WindowState>

const unknown: WindowState = { bounds: null, maximized: false, fullScreen: false, route: '' }

/** Read what was kept; anything that is not whole counts as nothing. */
export function readState(path: string): WindowState {
  try {
    return WindowState.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return unknown
  }
}

/** Keep it, whole or not at all; a folder that cannot be written to is no reason to complain. */
export function writeState(path: string, state: WindowState): void {
  const fresh = `${path}.${process.pid}.part`
  try {
    writeFileSync(fresh, `${JSON.stringify(state)}\n`)
    renameSync(fresh, path)
  } catch {
    rmSync(fresh, { force: true })
  }
}

/** How much of the window's top edge must lie on a screen for it to be caught with the mouse, in pixels. */
const handle = { width: 160, height: 40 }

/** Fit remembered bounds to the screens there are now; null where the window would be out of reach. */
export function fitBounds(bounds: Rectangle | null, screens: readonly Rectangle[]): Rectangle | null {
  if (bounds === null) return null
  const top = { ...bounds, height: handle.height }
  const screen = screens.find((area) => {
    const { width, height } = overlap(top, area)
    return width >= handle.width && height >= handle.height
  })
  if (screen === undefined) return null
  return { ...bounds, width: Math.min(bounds.width, screen.width), height: Math.min(bounds.height, screen.height) }
}

function overlap(a: Rectangle, b: Rectangle): { width: number; height: number } {
  return {
    width: Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x),
    height: Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y),
  }
}
