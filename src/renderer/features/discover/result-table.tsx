import { type KeyboardEvent, useRef } from 'react'
import { Column, Row, type Selection, Table, TableBody, TableHeader } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { Recommendation } from '#api/schemas.ts'
import { useDiscover } from '../../state/discover.ts'
import { collect } from '../../state/playlists.ts'
import { ResultCells } from './result-cells.tsx'
import { explain, select, useSelected } from './selection.ts'
import { useMovingRows } from './use-moving-rows.ts'
import './result-table.css'

type Props = { items: Recommendation[]; seeds: number }

/** The list: one tab stop, arrows inside, Enter explains, P collects. */
export function ResultTable({ items, seeds }: Props) {
  const { t } = useTranslation()
  const ids = useSelected((state) => state.ids)
  const kind = useDiscover((state) => state.kind)
  const here = new Set(items.map(({ id }) => id as string))
  const years = items.some(({ year }) => year !== undefined)
  const chosen = new Set([...ids].filter((id) => here.has(id)))

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'p' || event.ctrlKey || event.metaKey || event.altKey) return
    const focused = (event.target as HTMLElement).closest('[data-key]')?.getAttribute('data-key')
    const wanted = chosen.size > 0 ? items.filter(({ id }) => chosen.has(id)) : items.filter(({ id }) => id === focused)
    if (wanted.length === 0) return
    event.preventDefault()
    event.stopPropagation()
    void collect(wanted.map(({ id }) => id))
  }

  const scroll = useRef<HTMLDivElement>(null)
  useMovingRows(scroll, items)
  return (
    <div className="result-scroll" ref={scroll} onKeyDownCapture={onKeyDown}>
      <Table
        aria-label={t('discover.list')}
        className="result-table"
        data-kind={kind}
        data-years={years}
        selectionMode="multiple"
        selectionBehavior="replace"
        disallowEmptySelection={false}
        selectedKeys={chosen}
        onSelectionChange={(keys: Selection) => select(keys === 'all' ? here : new Set([...keys].map(String)))}
        onRowAction={(key) => explain(String(key))}
      >
        <TableHeader className="result-head">
          <Column className="cell-rank">{t('discover.rank')}</Column>
          <Column isRowHeader className="cell-name">
            {t(kind === 'artist' ? 'discover.band' : 'discover.track')}
          </Column>
          {years ? <Column className="cell-year">{t('discover.year')}</Column> : null}
          <Column className="cell-genre">{t('discover.genre')}</Column>
          <Column className="cell-match">{t('discover.match')}</Column>
          <Column className="cell-why">{t('discover.why')}</Column>
          <Column className="cell-tools">
            <span className="visually-hidden">{t('discover.tools')}</span>
          </Column>
        </TableHeader>
        <TableBody items={items} dependencies={[seeds, years]}>
          {(item) => (
            <Row id={item.id} textValue={item.title ?? item.artist} className="result-row">
              {ResultCells({ item, seeds, years })}
            </Row>
          )}
        </TableBody>
      </Table>
    </div>
  )
}
