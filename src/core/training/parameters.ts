/** The parameters of each algorithm, their defaults and bounds. Names are the field's own. */
import { AppError } from '#api/errors.ts'
import type { Algorithm } from '#api/schemas.ts'

type NumberParameter = { type: 'number'; default: number; min: number; max: number; integer: boolean }
type ChoiceParameter = { type: 'choice'; default: string; choices: readonly string[] }
type Parameter = NumberParameter | ChoiceParameter

const number = (standard: number, min: number, max: number): NumberParameter => ({
  type: 'number',
  default: standard,
  min,
  max,
  integer: false,
})
const whole = (standard: number, min: number, max: number): NumberParameter => ({
  ...number(standard, min, max),
  integer: true,
})

export const parameters = {
  /** Word2Vec over listeners' item sets. */
  sgns: {
    vectorSize: whole(100, 2, 1024),
    window: whole(8, 1, 1000),
    minCount: whole(2, 1, 1_000_000),
    sample: number(0, 0, 1),
    negative: whole(8, 1, 100),
    nsExponent: number(0.5, -1, 1),
    learningRate: number(0.05, 0.0001, 1),
    epochs: whole(20, 1, 1000),
  },
  /** Implicit ALS. `alpha` scales how much more plays are trusted; `presence` ignores plays. */
  als: {
    factors: whole(64, 2, 1024),
    regularization: number(0.005, 0, 10),
    regularizationExponent: number(1, 0, 2),
    unobservedWeight: number(0.1, 0, 10),
    confidence: { type: 'choice', default: 'presence', choices: ['presence', 'log', 'plays'] },
    alpha: number(1, 0, 1000),
    minCount: whole(2, 1, 1_000_000),
    iterations: whole(12, 1, 1000),
  },
} as const satisfies Record<Algorithm, Record<string, Parameter>>

export type SgnsParameters = { [K in keyof typeof parameters.sgns]: number }
export type AlsParameters = { [K in keyof Omit<typeof parameters.als, 'confidence'>]: number } & { confidence: string }
export type ParameterValues = Record<string, number | string | boolean>

/**
 * Defaults with the given values in their place. A name may be written `als.factors` to mean one algorithm only.
 * Throws AppError bad-arguments for an unknown name (of every chosen algorithm) or a value out of bounds.
 */
export function resolveParameters(algorithm: Algorithm, set: ParameterValues): ParameterValues {
  const known: Record<string, Parameter> = parameters[algorithm]
  const values: ParameterValues = Object.fromEntries(
    Object.entries(known).map(([name, parameter]) => [name, parameter.default]),
  )
  for (const [written, value] of Object.entries(set)) {
    const name = written.startsWith(`${algorithm}.`) ? written.slice(algorithm.length + 1) : written
    const parameter = known[name]
    if (parameter !== undefined) values[name] = checked(name, parameter, value)
  }
  return values
}

/** Refuse names that none of the algorithms has. */
export function checkNames(algorithms: readonly Algorithm[], set: ParameterValues): void {
  for (const written of Object.keys(set)) {
    const fits = algorithms.some((algorithm) => {
      const name = written.startsWith(`${algorithm}.`) ? written.slice(algorithm.length + 1) : written
      return Object.hasOwn(parameters[algorithm], name)
    })
    if (fits) continue
    const names = algorithms.flatMap((algorithm) => Object.keys(parameters[algorithm]))
    throw new AppError(
      'bad-arguments',
      `There is no setting called "${written}". Known: ${[...new Set(names)].join(', ')}.`,
    )
  }
}

function checked(name: string, parameter: Parameter, value: number | string | boolean): number | string {
  if (parameter.type === 'choice') {
    if (typeof value === 'string' && parameter.choices.includes(value)) return value
    throw new AppError('bad-arguments', `${name} is one of ${parameter.choices.join(', ')}; found "${value}".`)
  }
  const numeric = typeof value === 'number' ? value : Number.NaN
  const fits = numeric >= parameter.min && numeric <= parameter.max && (!parameter.integer || Number.isInteger(numeric))
  if (fits) return numeric
  const kind = parameter.integer ? 'a whole number' : 'a number'
  throw new AppError('bad-arguments', `${name} is ${kind} from ${parameter.min} to ${parameter.max}; found "${value}".`)
}
