import { Check, ChevronDown, X } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import {
  Button as AriaButton,
  DialogTrigger,
  Input,
  ListBox,
  ListBoxItem,
  TextField,
  useFilter,
} from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Button } from '../../elements/button.tsx'
import { Float } from '../../elements/overlay.tsx'
import { formatCount } from '../../format.ts'
import type { FilterOption } from './genres.ts'

type Props = {
  name: string
  /** What is chosen, in words; empty for nothing. */
  holds: string
  options: FilterOption[]
  chosen: string[]
  onChange: (chosen: string[]) => void
  searchable?: boolean
}

export function FilterChip({ name, holds, options, chosen, onChange, searchable = false }: Props) {
  const { t } = useTranslation()
  const active = chosen.length > 0
  return (
    <span className="chip" data-active={active}>
      <DialogTrigger>
        <AriaButton
          className="chip-button"
          aria-label={active ? t('filter.holds', { name, holds: holds || chosen.join(', ') }) : name}
        >
          <span className="ellipsis">{active ? holds || chosen.join(', ') : name}</span>
          {active ? null : <ChevronDown aria-hidden="true" />}
        </AriaButton>
        <Float placement="bottom start" aria-label={name}>
          <div className="filter-dialog">
            <Choices name={name} options={options} chosen={chosen} onChange={onChange} searchable={searchable} />
            {active ? (
              <div className="filter-foot">
                <Button look="link" onPress={() => onChange([])}>
                  {t('filter.clear')}
                </Button>
              </div>
            ) : null}
          </div>
        </Float>
      </DialogTrigger>
      {active ? (
        <AriaButton className="chip-clear" aria-label={t('filter.clearNamed', { name })} onPress={() => onChange([])}>
          <X aria-hidden="true" />
        </AriaButton>
      ) : null}
    </span>
  )
}

function Choices({ name, options, chosen, onChange, searchable = false }: Omit<Props, 'holds'>) {
  const { t } = useTranslation()
  const { contains } = useFilter({ sensitivity: 'base' })
  const [wanted, setWanted] = useState('')
  const list = useRef<HTMLDivElement>(null)
  const shown = wanted ? options.filter(({ text }) => contains(text, wanted.trim())) : options
  const toList = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown') return
    event.preventDefault()
    list.current?.querySelector<HTMLElement>('[role=option]')?.focus()
  }
  return (
    <>
      {searchable ? (
        <TextField
          aria-label={t('filter.find', { name: name.toLocaleLowerCase() })}
          className="filter-search"
          autoFocus
          value={wanted}
          onChange={setWanted}
        >
          <Input
            className="text-input"
            placeholder={t('filter.find', { name: name.toLocaleLowerCase() })}
            onKeyDown={toList}
          />
        </TextField>
      ) : null}
      <ListBox
        ref={list}
        aria-label={name}
        className="filter-list"
        escapeKeyBehavior="none"
        selectionMode="multiple"
        items={shown}
        selectedKeys={chosen}
        onSelectionChange={(keys) => onChange(keys === 'all' ? options.map(({ id }) => id) : [...keys].map(String))}
        renderEmptyState={() => <p className="filter-none">{t('filter.none')}</p>}
        autoFocus={!searchable}
      >
        {(option) => (
          <ListBoxItem
            id={option.id}
            textValue={option.text}
            className="filter-option"
            data-below={option.parent !== undefined}
          >
            <span className="filter-check" aria-hidden="true">
              <Check />
            </span>
            <span className="filter-text ellipsis">{option.text}</span>
            <span className="filter-count">{formatCount(option.count)}</span>
          </ListBoxItem>
        )}
      </ListBox>
    </>
  )
}
