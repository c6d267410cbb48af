import { beforeAll, describe, expect, it } from 'vitest'
import { errorCodes } from '../../src/api/errors.ts'
import { JobKind, JobPhase, Strength } from '../../src/api/schemas.ts'
import acousticbrainz from '../../src/core/sources/formats/documents/acousticbrainz.ts?raw'
import keywords from '../../src/core/sources/keywords.ts?raw'
import { hasWord, startLanguage } from '../../src/renderer/i18n.ts'
import en from '../../src/renderer/locales/en.json'

const leaves = (node: object): string[] =>
  Object.values(node).flatMap((value) => (typeof value === 'string' ? [value] : leaves(value as object)))

beforeAll(startLanguage)

describe('English catalogue', () => {
  it('words every error code, job, phase and strength of the contract', () => {
    for (const code of errorCodes) expect(hasWord('failure', code), code).toBe(true)
    for (const phase of JobPhase.options) expect(hasWord('jobs.phase', phase), phase).toBe(true)
    for (const strength of Strength.options) expect(hasWord('strength', strength), strength).toBe(true)
    for (const kind of JobKind.options) {
      for (const state of ['running', 'paused', 'interrupted', 'done', 'failed'])
        expect(hasWord(`jobs.${state}`, kind), kind).toBe(true)
    }
  })

  it('words every reason keyword of the core', () => {
    const found = [...keywords.matchAll(/^ {2}'([a-z0-9-]+)',$/gm)].map(([, keyword]) => keyword ?? '')
    expect(found.length).toBeGreaterThan(40)
    for (const keyword of found) expect(hasWord('keyword', keyword), keyword).toBe(true)
  })

  it('says of a data set that is known to be doubtful that it is', () => {
    const [, format = ''] = /^ {2}format: '(.+)',$/m.exec(acousticbrainz) ?? []
    expect(hasWord('about.note', format), format).toBe(true)
  })

  it('shouts at nobody', () => {
    for (const text of leaves(en)) expect(text).not.toContain('!')
  })

  it('has a singular and a plural for each counted sentence', () => {
    const keys = (node: object, path = ''): string[] =>
      Object.entries(node).flatMap(([key, value]) =>
        typeof value === 'string' ? [path + key] : keys(value as object, `${path}${key}.`),
      )
    const all = new Set(keys(en))
    for (const key of all) {
      if (key.endsWith('_one')) expect(all.has(key.replace(/_one$/, '_other')), key).toBe(true)
      if (key.endsWith('_other')) expect(all.has(key.replace(/_other$/, '_one')), key).toBe(true)
    }
  })
})
