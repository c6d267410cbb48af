/** Column mappings as they are typed: `--target tracks --map artist=Band --map title=2 --delimiter ';'`. */
import { ColumnMapping, ColumnRole, ColumnTarget, TableEncoding } from '../api/columns.ts'
import { AppError } from '../api/errors.ts'
import { type Invocation, oneOf } from './options.ts'

/** The mapping that the options state, null where they state none. Columns are header names, or places from 1. */
export function readMapping(invocation: Invocation): ColumnMapping | null {
  const pairs = invocation.texts('map')
  if (pairs.length === 0) return null
  const columns = pairs.map((pair) => {
    const at = pair.indexOf('=')
    if (at < 1) throw new AppError('bad-arguments', `--map expects role=column; found "${pair}".`)
    const role = oneOf('The role of --map', pair.slice(0, at), ColumnRole.options)
    const column = pair.slice(at + 1)
    return { role, column: /^[1-9]\d{0,3}$/.test(column) ? Number(column) - 1 : column }
  })
  const delimiter = invocation.text('delimiter')
  const encoding = invocation.text('encoding')
  const header = invocation.text('header')
  return ColumnMapping.parse({
    target: oneOf('--target', invocation.text('target') ?? 'tracks', ColumnTarget.options),
    columns,
    ...(delimiter === undefined ? {} : { delimiter: delimiter === '\\t' || delimiter === 'tab' ? '\t' : delimiter }),
    ...(encoding === undefined ? {} : { encoding: oneOf('--encoding', encoding, TableEncoding.options) }),
    ...(header === undefined ? {} : { header: oneOf('--header', header, ['yes', 'no']) === 'yes' }),
  })
}
