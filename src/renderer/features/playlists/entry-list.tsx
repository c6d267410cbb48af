import { type KeyboardEvent, useState } from 'react'
import { DropIndicator, GridList, ListLayout, type Selection, useDragAndDrop, Virtualizer } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { Playlist } from '#api/schemas.ts'
import { placeAfterDrop, placeAfterStep } from '../../state/moving.ts'
import { moveEntries, removeEntries } from '../../state/playlists.ts'
import { useSettings } from '../../state/settings.ts'
import { EntryRow } from './entry-row.tsx'
import { MoveDialog } from './move-dialog.tsx'

/** The entries: moved by drag, by Alt and arrows, or to a place by number; removed by Delete. */
export function EntryList({ playlist }: { playlist: Playlist }) {
  const { t } = useTranslation()
  const { id, items } = playlist
  const compact = useSettings((state) => state.density === 'compact')
  const [selected, setSelected] = useState<Selection>(new Set())
  const [moving, setMoving] = useState<number[]>([])

  const chosen = (entryId: number | null): number[] => {
    const picked = items.filter((item) => selected === 'all' || selected.has(item.entryId)).map((item) => item.entryId)
    if (entryId === null || picked.includes(entryId)) return picked
    return [entryId]
  }
  const remove = (entryIds: number[]) => {
    setSelected(new Set())
    void removeEntries(id, entryIds)
  }

  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) =>
      [...keys].map((key) => ({ 'sidetrack-entry': String(key), 'text/plain': nameOf(items, Number(key)) })),
    acceptedDragTypes: ['sidetrack-entry'],
    getDropOperation: (target) => (target.type === 'item' && target.dropPosition === 'on' ? 'cancel' : 'move'),
    onReorder: (event) => {
      const entryIds = items.filter((item) => event.keys.has(item.entryId)).map((item) => item.entryId)
      const to = placeAfterDrop(items, entryIds, Number(event.target.key), event.target.dropPosition === 'after')
      void moveEntries(id, entryIds, to)
    },
    renderDropIndicator: (target) => <DropIndicator target={target} className="drop-line" />,
    renderDragPreview: (dragged) => (
      <div className="drag-preview">{t('playlists.dragging', { count: dragged.length })}</div>
    ),
  })

  const onKeyDown = (event: KeyboardEvent) => {
    const key = (event.target as HTMLElement).closest('[data-key]')?.getAttribute('data-key')
    const focused = key ? Number(key) : null
    const onRow = (event.target as HTMLElement).getAttribute('role') === 'row'
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown') && focused !== null) {
      const entryIds = chosen(focused)
      void moveEntries(id, entryIds, placeAfterStep(items, entryIds, event.key === 'ArrowUp' ? -1 : 1))
    } else if ((event.key === 'Delete' || event.key === 'Backspace') && onRow && focused !== null) {
      remove(chosen(focused))
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div className="entries" onKeyDownCapture={onKeyDown}>
      <Virtualizer layout={ListLayout} layoutOptions={{ rowHeight: compact ? 44 : 54 }}>
        <GridList
          aria-label={t('playlists.entriesOf', { name: playlist.name })}
          className="entries-list"
          items={items}
          selectionMode="multiple"
          selectionBehavior="replace"
          selectedKeys={selected}
          onSelectionChange={setSelected}
          dragAndDropHooks={dragAndDropHooks}
          dependencies={[items, selected]}
        >
          {(entry) => (
            <EntryRow
              id={entry.entryId}
              entry={entry}
              place={items.findIndex(({ entryId }) => entryId === entry.entryId) + 1}
              onMove={() => setMoving(chosen(entry.entryId))}
              onRemove={() => remove(chosen(entry.entryId))}
            />
          )}
        </GridList>
      </Virtualizer>
      <MoveDialog
        count={moving.length}
        places={items.length}
        isOpen={moving.length > 0}
        onClose={() => setMoving([])}
        onMove={(place) => {
          void moveEntries(id, moving, place - 1)
          setMoving([])
        }}
      />
    </div>
  )
}

const nameOf = (items: Playlist['items'], entryId: number): string => {
  const entry = items.find((item) => item.entryId === entryId)
  return entry ? [entry.artist, entry.title].filter(Boolean).join(' - ') : ''
}
