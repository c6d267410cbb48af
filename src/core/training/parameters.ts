/** What was asked for a training run, checked and completed with the usual values. */
import { AppError } from '#api/errors.ts'
import type { Algorithm } from '#api/schemas.ts'
import { type Parameter, trainingParameters } from '#api/training-parameters.ts'
import type { Csr } from '#core/math/csr.ts'

export type SgnsParameters = { [K in keyof typeof trainingParameters.sgns]: number }
/** `unobservedWeight` is α₀ of Rendle et al. 2021: the weight of one item that a listener does not have. */
export type AlsParameters = Record<
  | Exclude<keyof typeof trainingParameters.als, 'confidence' | 'unobservedRatio' | 'unobservedExponent'>
  | 'unobservedWeight',
  number
> & {
  confidence: string
  /** What an item counts among those that a listener does not have: its listeners to this power. Absent: 0. */
  unobservedExponent?: number
}
export type ParameterValues = Record<string, number | string | boolean>

/** In a matrix that is half full the rule below would have absent items outweigh those that are there. */
const mostUnobservedWeight = 0.5

/** The size of a matrix and how many entries it has. */
type Extent = Pick<Csr, 'rows' | 'columns'> & { indices: { length: number } }

/**
 * What ALS learns a matrix with: the weight of one unobserved item follows from that of all of them. Models learned before
 * that ratio was there say the weight itself.
 */
export function alsParameters({ unobservedRatio, ...values }: ParameterValues, matrix: Extent): AlsParameters {
  if (unobservedRatio === undefined) return values as AlsParameters
  const density = matrix.indices.length / (matrix.rows * matrix.columns)
  return {
    ...values,
    unobservedWeight: Math.min(mostUnobservedWeight, (unobservedRatio as number) * density),
  } as AlsParameters
}

/**
 * Defaults with the given values in their place. A name may be written `als.factors` to mean one algorithm only.
 * Throws AppError bad-arguments for an unknown name (of every chosen algorithm) or a value out of bounds.
 */
export function resolveParameters(algorithm: Algorithm, set: ParameterValues): ParameterValues {
  return completeParameters(algorithm, trainingParameters[algorithm], set)
}

/** The same for any model with the parameters it knows. */
export function completeParameters(
  model: string,
  known: Readonly<Record<string, Parameter>>,
  set: ParameterValues,
): ParameterValues {
  const values: ParameterValues = Object.fromEntries(
    Object.entries(known).map(([name, parameter]) => [name, parameter.default]),
  )
  // Names meant for this algorithm alone come last, so that they win.
  const inOrder = Object.entries(set).sort(([a], [b]) => Number(a.includes('.')) - Number(b.includes('.')))
  for (const [text, value] of inOrder) {
    const name = text.startsWith(`${model}.`) ? text.slice(model.length + 1) : text
    const parameter = known[name]
    if (parameter !== undefined) values[name] = checked(name, parameter, value)
  }
  return values
}

/** Refuse names that none of the algorithms has. */
export function checkNames(algorithms: readonly Algorithm[], set: ParameterValues): void {
  checkKnown(
    algorithms.map((algorithm) => [algorithm, trainingParameters[algorithm]]),
    set,
  )
}

/** The same for any models with the parameters they know. */
export function checkKnown(
  models: readonly (readonly [name: string, known: Readonly<Record<string, Parameter>>])[],
  set: ParameterValues,
): void {
  for (const written of Object.keys(set)) {
    const fits = models.some(([model, known]) => {
      const name = written.startsWith(`${model}.`) ? written.slice(model.length + 1) : written
      return Object.hasOwn(known, name)
    })
    if (fits) continue
    const names = models.flatMap(([, known]) => Object.keys(known))
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
