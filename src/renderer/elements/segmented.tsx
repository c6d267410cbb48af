import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import './segmented.css'

type Props<K extends string> = {
  label: string
  value: K
  options: readonly { id: K; label: string }[]
  onChange: (value: K) => void
  quiet?: boolean
}

/** One of a few, all in sight. */
export function Segmented<K extends string>({ label, value, options, onChange, quiet = false }: Props<K>) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      className="segmented"
      data-quiet={quiet}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const chosen = options.find(({ id }) => keys.has(id))
        if (chosen) onChange(chosen.id)
      }}
    >
      {options.map(({ id, label: text }) => (
        <ToggleButton key={id} id={id} className="segment">
          {text}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
