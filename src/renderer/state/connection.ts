/** Whether the program behind the window still answers. */
import { create } from 'zustand'
import { host } from './client.ts'

export const useConnection = create<{ alive: boolean }>(() => ({ alive: true }))

export function watchConnection(): void {
  host.onConnection((alive) => useConnection.setState({ alive }))
}
