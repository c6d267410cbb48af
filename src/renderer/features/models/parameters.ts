/** What may be set for a training run. */
import type { Algorithm } from '#api/schemas.ts'
import { type Parameter as TrainingParameter, trainingParameters } from '#api/training-parameters.ts'
import type { TrainChoice } from '../../state/jobs.ts'

/** `key` is the name with its algorithm before it, as it is sent. */
export type Parameter = { key: string; name: string; usual: number; min: number; max: number }

/** The numbers among an algorithm's parameters, as fields of the form. */
const fieldsOf = (algorithm: Algorithm): Parameter[] =>
  Object.entries<TrainingParameter>(trainingParameters[algorithm]).flatMap(([name, parameter]) =>
    parameter.type === 'number'
      ? [{ key: `${algorithm}.${name}`, name, usual: parameter.default, min: parameter.min, max: parameter.max }]
      : [],
  )

export const algorithms: readonly Algorithm[] = ['sgns', 'als', 'neighbours']

export const parameters: Record<Algorithm, readonly Parameter[]> = {
  sgns: fieldsOf('sgns'),
  als: fieldsOf('als'),
  neighbours: fieldsOf('neighbours'),
}

export type Values = { algorithms: Record<Algorithm, boolean>; set: Record<string, number>; seed: number }

export const usualSeed = 1

export const usualValues = (): Values => ({
  algorithms: { sgns: true, als: true, neighbours: true },
  set: {},
  seed: usualSeed,
})

export const isUsual = ({ algorithms: on, set, seed }: Values): boolean =>
  algorithms.every((algorithm) => on[algorithm]) && Object.keys(set).length === 0 && seed === usualSeed

/** Only what differs from the usual is sent, with its algorithm's name before it; the core knows the rest. */
export function choiceOf({ algorithms: on, set, seed }: Values): TrainChoice {
  const chosen = algorithms.filter((algorithm) => on[algorithm])
  const changed = Object.entries(set).filter(([key]) => chosen.some((algorithm) => key.startsWith(`${algorithm}.`)))
  return { algorithms: chosen, set: Object.fromEntries(changed), seed }
}

/** The values with one changed; a value back at the usual is no longer set. */
export function withValue(values: Values, { key, usual }: Parameter, value: number): Values {
  const { [key]: _old, ...others } = values.set
  return { ...values, set: value === usual || Number.isNaN(value) ? others : { ...others, [key]: value } }
}
