/** How the window looks and what it leaves out: kept by the core; looks are applied to the document at once. */
import { create } from 'zustand'
import { client } from './client.ts'

export const themes = ['system', 'dark', 'light'] as const
export const densities = ['comfortable', 'compact'] as const
export type Theme = (typeof themes)[number]
export type Density = (typeof densities)[number]

export const useSettings = create<{ theme: Theme; density: Density; hideExplicit: boolean; asciiOnly: boolean }>(
  () => ({
    theme: 'system',
    density: 'comfortable',
    hideExplicit: false,
    asciiOnly: false,
  }),
)

function apply(): void {
  const { theme, density } = useSettings.getState()
  const root = document.documentElement
  if (theme === 'system') delete root.dataset.theme
  else root.dataset.theme = theme
  root.dataset.density = density
}

export async function loadSettings(): Promise<void> {
  const { values } = await client.settings({})
  useSettings.setState({
    theme: themes.find((theme) => theme === values.theme) ?? 'system',
    density: densities.find((density) => density === values.density) ?? 'comfortable',
    hideExplicit: values.hideExplicit === 'on',
    asciiOnly: values.asciiOnly === 'on',
  })
  apply()
}

export async function setTheme(theme: Theme): Promise<void> {
  useSettings.setState({ theme })
  apply()
  await client.settingSet({ key: 'theme', value: theme })
}

export async function setDensity(density: Density): Promise<void> {
  useSettings.setState({ density })
  apply()
  await client.settingSet({ key: 'density', value: density })
}

/** What is left out of recommendations. */
export async function setLeftOut(key: 'hideExplicit' | 'asciiOnly', on: boolean): Promise<void> {
  useSettings.setState({ [key]: on })
  await client.settingSet({ key, value: on ? 'on' : 'off' })
}
