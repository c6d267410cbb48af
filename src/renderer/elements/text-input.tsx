import { Input, Label, TextField } from 'react-aria-components'

type Props = { label: string; value: string; hint: string; longest: number; onChange: (text: string) => void }

/** One line of text under its label. */
export function TextInput({ label, value, hint, longest, onChange }: Props) {
  return (
    <TextField value={value} onChange={onChange} maxLength={longest}>
      <Label className="field-label">{label}</Label>
      <Input className="text-input" placeholder={hint} />
    </TextField>
  )
}
