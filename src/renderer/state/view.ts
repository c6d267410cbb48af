/** What of the window is folded away or open on top: lasts for the visit, nothing precious. */
import { create } from 'zustand'

type View = {
  sideBar: boolean
  drawer: boolean
  evidence: boolean
  shortcuts: boolean
}

export const useView = create<View>(() => ({ sideBar: true, drawer: false, evidence: true, shortcuts: false }))

export const toggleSideBar = (): void => useView.setState(({ sideBar }) => ({ sideBar: !sideBar }))
export const setDrawer = (drawer: boolean): void => useView.setState({ drawer })
export const setEvidence = (evidence: boolean): void => useView.setState({ evidence })
export const setShortcuts = (shortcuts: boolean): void => useView.setState({ shortcuts })
