/** What may be set for a training run. The one place in the window that knows the usual values. */
import type { Algorithm } from '#api/schemas.ts'
import type { TrainChoice } from '../../state/jobs.ts'

export type Parameter = { name: string; usual: number; min: number; max: number }

export const parameters: Record<Algorithm, readonly Parameter[]> = {
  sgns: [
    { name: 'vectorSize', usual: 100, min: 2, max: 1024 },
    { name: 'window', usual: 8, min: 1, max: 1000 },
    { name: 'minCount', usual: 2, min: 1, max: 1_000_000 },
    { name: 'sample', usual: 0, min: 0, max: 1 },
    { name: 'negative', usual: 8, min: 1, max: 100 },
    { name: 'nsExponent', usual: 0.5, min: -1, max: 1 },
    { name: 'learningRate', usual: 0.05, min: 0.0001, max: 1 },
    { name: 'epochs', usual: 20, min: 1, max: 1000 },
  ],
  als: [
    { name: 'factors', usual: 64, min: 2, max: 1024 },
    { name: 'regularization', usual: 0.003, min: 0, max: 10 },
    { name: 'unobservedWeight', usual: 0.1, min: 0, max: 10 },
    { name: 'iterations', usual: 12, min: 1, max: 1000 },
  ],
}

export type Values = { algorithms: Record<Algorithm, boolean>; set: Record<string, number>; seed: number }

export const usualSeed = 1

export const usualValues = (): Values => ({ algorithms: { sgns: true, als: true }, set: {}, seed: usualSeed })

export const isUsual = ({ algorithms, set, seed }: Values): boolean =>
  algorithms.sgns && algorithms.als && Object.keys(set).length === 0 && seed === usualSeed

/** Only what differs from the usual is sent, with its algorithm's name before it; the core knows the rest. */
export function choiceOf({ algorithms, set, seed }: Values): TrainChoice {
  const chosen = (['sgns', 'als'] as const).filter((algorithm) => algorithms[algorithm])
  const changed = chosen.flatMap((algorithm) =>
    parameters[algorithm].flatMap(({ name }) => {
      const value = set[name]
      return value === undefined ? [] : [[`${algorithm}.${name}`, value] as const]
    }),
  )
  return { algorithms: chosen, set: Object.fromEntries(changed), seed }
}

/** The values with one changed; a value back at the usual is no longer set. */
export function withValue(values: Values, { name, usual }: Parameter, value: number): Values {
  const { [name]: _old, ...others } = values.set
  return { ...values, set: value === usual || Number.isNaN(value) ? others : { ...others, [name]: value } }
}
