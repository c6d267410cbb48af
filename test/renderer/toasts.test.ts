import { beforeEach, expect, it } from 'vitest'
import { showToast, useToasts } from '../../src/renderer/state/toasts.ts'

const shown = () => useToasts.getState().toasts.map(({ text, action }) => (action ? `${text} (${action.label})` : text))
const undo = { label: 'Undo', run: () => {} }

beforeEach(() => useToasts.setState({ toasts: [] }))

it('says the same only once, with the last way back', () => {
  for (let i = 0; i < 3; i += 1) showToast('Added to Finds', undo)
  expect(shown()).toEqual(['Added to Finds (Undo)'])
})

it('keeps the last three notes, and offers to take back only the last edit', () => {
  for (const name of ['A', 'B', 'C', 'D']) showToast(`Added to ${name}`, undo)
  expect(shown()).toEqual(['Added to B', 'Added to C', 'Added to D (Undo)'])
})
