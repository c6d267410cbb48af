import { beforeAll, describe, expect, it } from 'vitest'
import type { Evidence } from '../../src/api/schemas.ts'
import { startLanguage } from '../../src/renderer/i18n.ts'
import { reasonsOf, whyOf } from '../../src/renderer/words.ts'

const evidence = (seed: string, contribution: number, more: Partial<Evidence> = {}): Evidence => ({
  kind: 'heard-together',
  model: { id: 1, algorithm: 'sgns', entity: 'artist' },
  seed: { id: 'a1', name: seed },
  contribution,
  similarity: 0.5,
  place: 1,
  listeners: 412,
  ...more,
})

beforeAll(startLanguage)

describe('reasons', () => {
  it('joins what several models say about one seed and still adds up to the score', () => {
    const item = {
      evidence: [
        evidence('Metallica', 0.3),
        evidence('Metallica', 0.2, { model: { id: 2, algorithm: 'als', entity: 'artist' }, listeners: 400 }),
        evidence('Pearl Jam', 0.1, { seed: { id: 'a2', name: 'Pearl Jam' } }),
        evidence('Bon Jovi', -0.05, { kind: 'steered-away', seed: { id: 'a3', name: 'Bon Jovi' } }),
      ],
    }
    const reasons = reasonsOf(item)
    expect(reasons.map(({ seed }) => seed)).toEqual(['Metallica', 'Pearl Jam', 'Bon Jovi'])
    expect(reasons[0]?.listeners).toBe(412)
    expect(reasons.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(0.55, 10)
  })

  it('does not mix a seed with steering away from the same band', () => {
    const item = { evidence: [evidence('A', 0.3), evidence('A', -0.1, { kind: 'steered-away' })] }
    expect(reasonsOf(item)).toHaveLength(2)
  })
})

describe('why', () => {
  const second = { seed: { id: 'a2' as const, name: 'Pearl Jam' } }

  it('says whose listeners are counted where a track is there for its band', () => {
    const track = { artist: 'Alice in Chains', title: 'Them Bones' }
    const ofTrack = { model: { id: 2, algorithm: 'als', entity: 'track' }, listeners: 7 } as const
    expect(whyOf({ ...track, evidence: [evidence('Metallica', 0.5)] }, 1)).toBe(
      '412 listeners share Alice in Chains with Metallica',
    )
    expect(whyOf({ ...track, evidence: [evidence('Metallica', 0.5, ofTrack)] }, 1)).toBe(
      '7 listeners share it with Metallica',
    )
    const ofSeed = { seed: { id: 't3' as const, name: 'Metallica - One' } }
    expect(whyOf({ artist: 'Alice in Chains', evidence: [evidence('', 0.5, ofSeed)] }, 1)).toBe(
      '412 listeners have both bands',
    )
    // What is known of the track itself is said before what is known of its band.
    const both = [evidence('Metallica', 0.5), evidence('Metallica', 0.1, ofTrack)]
    expect(whyOf({ ...track, evidence: both }, 1)).toBe('7 listeners share it with Metallica')
    expect(whyOf({ ...track, evidence: both.toReversed() }, 1)).toBe('7 listeners share it with Metallica')
  })

  it('counts the listeners shared with the seed that matters', () => {
    expect(whyOf({ artist: 'Alice in Chains', evidence: [evidence('Metallica', 0.5)] }, 1)).toBe(
      '412 listeners share it with Metallica',
    )
    expect(whyOf({ artist: 'Alice in Chains', evidence: [evidence('Metallica', 0.5, { listeners: 1 })] }, 1)).toBe(
      '1 listener shares it with Metallica',
    )
  })

  it('says "close to both" when two seeds weigh about the same', () => {
    expect(
      whyOf({ artist: 'Alice in Chains', evidence: [evidence('Metallica', 0.4), evidence('', 0.35, second)] }, 2),
    ).toBe('Close to both picks')
    expect(
      whyOf({ artist: 'Alice in Chains', evidence: [evidence('Metallica', 0.4), evidence('', 0.05, second)] }, 2),
    ).toContain('Metallica')
  })

  it('does not claim shared listeners where there are none', () => {
    expect(whyOf({ artist: 'Alice in Chains', evidence: [evidence('Metallica', 0.5, { listeners: 0 })] }, 1)).toBe(
      'Heard by people who like Metallica',
    )
    expect(whyOf({ artist: 'Alice in Chains', evidence: [] }, 1)).toBe('')
  })
})
