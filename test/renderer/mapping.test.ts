import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type ColumnMapping, ColumnRole, ColumnTarget, TableEncoding } from '../../src/api/columns.ts'
import {
  lackingChoices,
  roleAt,
  rolesFor,
  withDelimiter,
  withRole,
} from '../../src/renderer/features/import/mapping.ts'
import { hasWord, startLanguage } from '../../src/renderer/i18n.ts'

const empty: ColumnMapping = { target: 'tracks', columns: [] }
beforeAll(startLanguage)

describe('mapping of columns', () => {
  it('moves a role that only one column can have, and lets genres repeat', () => {
    const moved = withRole(withRole(empty, 0, 'artist'), 2, 'artist')
    expect(moved.columns).toEqual([{ column: 2, role: 'artist' }])
    const genres = withRole(withRole(empty, 0, 'genre'), 2, 'genre')
    expect(genres.columns).toHaveLength(2)
  })

  it('gives every column at most one role and each choice takes effect', () => {
    const choice = fc.tuple(fc.nat(8), fc.option(fc.constantFrom(...ColumnRole.options)))
    fc.assert(
      fc.property(fc.array(choice, { minLength: 1 }), (choices) => {
        let mapping = empty
        for (const [column, role] of choices) {
          mapping = withRole(mapping, column, role)
          expect(roleAt(mapping, column)).toBe(role)
        }
        const places = mapping.columns.map(({ column }) => column)
        expect(new Set(places).size).toBe(places.length)
      }),
    )
  })

  it('names what is missing until one role of each choice is there', () => {
    const plays: ColumnMapping = { ...empty, target: 'track-plays' }
    expect(lackingChoices(plays)).toHaveLength(3)
    expect(lackingChoices(withRole(withRole(plays, 0, 'listener'), 1, 'trackId'))).toEqual([])
  })

  it('forgets places when the delimiter changes', () => {
    expect(withDelimiter(withRole(empty, 1, 'title'), ';')).toEqual({ target: 'tracks', columns: [], delimiter: ';' })
  })

  it('offers every role once and has words for all', () => {
    for (const target of ColumnTarget.options) {
      expect([...rolesFor(target)].sort()).toEqual([...ColumnRole.options].sort())
      expect(hasWord('target', target), target).toBe(true)
    }
    for (const role of ColumnRole.options) expect(hasWord('role', role), role).toBe(true)
    for (const encoding of TableEncoding.options) expect(hasWord('encoding', encoding), encoding).toBe(true)
  })
})
