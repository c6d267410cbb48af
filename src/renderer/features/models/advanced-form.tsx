import { ChevronRight } from 'lucide-react'
import {
  Button as AriaButton,
  Disclosure,
  DisclosurePanel,
  Heading,
  Input,
  Label,
  NumberField,
} from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { Algorithm } from '#api/schemas.ts'
import { Button } from '../../elements/button.tsx'
import { Toggle } from '../../elements/toggle.tsx'
import { hasWord, word } from '../../i18n.ts'
import {
  algorithms,
  isUsual,
  type Parameter,
  parameters,
  usualSeed,
  usualValues,
  type Values,
  withValue,
} from './parameters.ts'

type Props = { values: Values; onChange: (values: Values) => void }

/** Settings for who knows what they mean; they hold for the next run. */
export function AdvancedForm({ values, onChange }: Props) {
  const { t } = useTranslation()
  return (
    <Disclosure className="disclosure advanced">
      <Heading level={2}>
        <AriaButton slot="trigger" className="disclosure-button">
          <ChevronRight aria-hidden="true" />
          {t('models.advanced')}
        </AriaButton>
      </Heading>
      <DisclosurePanel>
        <p className="muted advanced-lead">{t('models.advancedText')}</p>
        <div className="advanced-groups">
          {algorithms.map((algorithm) => (
            <Group key={algorithm} algorithm={algorithm} values={values} onChange={onChange} />
          ))}
        </div>
        <div className="advanced-foot">
          <Field
            parameter={{ key: 'seed', name: 'seed', usual: usualSeed, min: 0, max: 4_294_967_295 }}
            value={values.seed}
            onChange={(seed) => onChange({ ...values, seed: Number.isNaN(seed) ? usualSeed : seed })}
          />
          <Button isDisabled={isUsual(values)} onPress={() => onChange(usualValues())}>
            {t('models.reset')}
          </Button>
        </div>
      </DisclosurePanel>
    </Disclosure>
  )
}

function Group({ algorithm, values, onChange }: Props & { algorithm: Algorithm }) {
  const { t } = useTranslation()
  const on = values.algorithms[algorithm]
  const others = algorithms.some((other) => other !== algorithm && values.algorithms[other])
  return (
    <div className="advanced-group" role="group" aria-label={t(`model.${algorithm}`)}>
      <Toggle
        isSelected={on}
        isDisabled={on && !others}
        onChange={(isOn) => onChange({ ...values, algorithms: { ...values.algorithms, [algorithm]: isOn } })}
      >
        {t(`model.${algorithm}`)}
      </Toggle>
      <div className="advanced-fields">
        {parameters[algorithm].map((parameter) => (
          <Field
            key={parameter.name}
            parameter={parameter}
            isDisabled={!on}
            value={values.set[parameter.key] ?? parameter.usual}
            onChange={(value) => onChange(withValue(values, parameter, value))}
          />
        ))}
      </div>
    </div>
  )
}

type FieldProps = { parameter: Parameter; value: number; onChange: (value: number) => void; isDisabled?: boolean }

function Field({ parameter, value, onChange, isDisabled = false }: FieldProps) {
  const { name, min, max } = parameter
  return (
    <NumberField
      value={value}
      onChange={onChange}
      minValue={min}
      maxValue={max}
      isDisabled={isDisabled}
      formatOptions={{ maximumFractionDigits: 8, useGrouping: false }}
    >
      <Label className="field-label">{hasWord('parameter', name) ? word('parameter', name) : name}</Label>
      <Input className="text-input" />
    </NumberField>
  )
}
