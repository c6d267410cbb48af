/** Short notes at the edge of the window; at most three, and never the only place where an error is told. */
import { create } from 'zustand'

export type Toast = {
  id: number
  text: string
  action: { label: string; run: () => void } | null
}

const atMost = 3

export const useToasts = create<{ toasts: Toast[] }>(() => ({ toasts: [] }))

let nextId = 1

/** Show a note; where the same is said already, it is said once. */
export function showToast(text: string, action: Toast['action'] = null): void {
  const toast: Toast = { id: nextId++, text, action }
  useToasts.setState(({ toasts }) => ({
    toasts: [...(action ? withoutActions(toasts) : toasts).filter((old) => old.text !== text), toast].slice(-atMost),
  }))
}

const withoutActions = (toasts: Toast[]): Toast[] => toasts.map((toast) => ({ ...toast, action: null }))

/** Undo takes back the last edit only, so older notes must not offer it any more. */
export function endActions(): void {
  useToasts.setState(({ toasts }) => ({ toasts: withoutActions(toasts) }))
}

export function dismissToast(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }))
}
