import { Check, ChevronDown } from 'lucide-react'
import { Select as AriaSelect, Button, Label, ListBox, ListBoxItem, SelectValue } from 'react-aria-components'
import { Float } from './overlay.tsx'
import './select.css'

type Props<K extends string> = {
  label: string
  /** Show the label above; without it the label is only spoken. */
  shown?: boolean
  value: K
  options: readonly { id: K; label: string }[]
  onChange: (value: K) => void
}

/** One of many, behind a button that names the choice. */
export function Select<K extends string>({ label, shown = true, value, options, onChange }: Props<K>) {
  return (
    <AriaSelect
      className="select"
      value={value}
      onChange={(key) => {
        const chosen = options.find(({ id }) => id === key)
        if (chosen && chosen.id !== value) onChange(chosen.id)
      }}
      {...(shown ? {} : { 'aria-label': label })}
    >
      {shown ? <Label className="field-label">{label}</Label> : null}
      <Button className="select-button">
        <SelectValue className="ellipsis" />
        <ChevronDown aria-hidden="true" />
      </Button>
      <Float placement="bottom start">
        <ListBox className="menu" aria-label={label} items={options}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.label} className="menu-item">
              {({ isSelected }) => (
                <>
                  <span className="menu-item-text">{option.label}</span>
                  {isSelected ? <Check aria-hidden="true" /> : null}
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Float>
    </AriaSelect>
  )
}
