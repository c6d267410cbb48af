/** Where entries come to stand: places count from 0 in the list without the entries that move. */

type Entry = { entryId: number }

/** The place for entries that were dropped before or after another entry. */
export function placeAfterDrop(items: Entry[], moving: number[], target: number, after: boolean): number {
  const away = new Set(moving)
  const index = items.findIndex(({ entryId }) => entryId === target)
  const before = items.slice(0, index).filter(({ entryId }) => !away.has(entryId)).length
  return after && !away.has(target) ? before + 1 : before
}

/** The place for entries that go one step up (-1) or down (1) together. */
export function placeAfterStep(items: Entry[], moving: number[], step: -1 | 1): number {
  const away = new Set(moving)
  const first = items.findIndex(({ entryId }) => away.has(entryId))
  const place = items.slice(0, Math.max(0, first)).filter(({ entryId }) => !away.has(entryId)).length
  return Math.max(0, Math.min(place + step, items.length - moving.length))
}

/** The list with these entries taken out and put back, in their order, from place `to` of the new list. */
export function moved<T extends { entryId: number }>(items: T[], entryIds: number[], to: number): T[] {
  const moving = new Set(entryIds)
  const rest = items.filter(({ entryId }) => !moving.has(entryId))
  const block = items.filter(({ entryId }) => moving.has(entryId))
  const at = Math.max(0, Math.min(to, rest.length))
  return [...rest.slice(0, at), ...block, ...rest.slice(at)]
}
