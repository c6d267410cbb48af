import { type RefObject, useLayoutEffect, useRef } from 'react'

const milliseconds = 160

/** When the list is ranked anew, rows glide from where they were to where they are; the page stays. */
export function useMovingRows(container: RefObject<HTMLElement | null>, items: readonly unknown[]): void {
  const before = useRef(new Map<string, number>())
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows move when the items do
  useLayoutEffect(() => {
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches
    const now = new Map<string, number>()
    for (const row of container.current?.querySelectorAll<HTMLElement>('tbody [data-key][role=row]') ?? []) {
      const key = row.dataset.key ?? ''
      now.set(key, row.offsetTop)
      const was = before.current.get(key)
      const by = was === undefined ? 0 : was - row.offsetTop
      if (by !== 0 && !still) {
        row.animate([{ transform: `translateY(${by}px)` }, { transform: 'none' }], {
          duration: milliseconds,
          easing: 'ease-out',
        })
      } else if (was === undefined && before.current.size > 0 && !still) {
        row.animate([{ opacity: 0 }, { opacity: 1 }], { duration: milliseconds, easing: 'ease-out' })
      }
    }
    before.current = now
  }, [container, items])
}
