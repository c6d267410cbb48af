import { describe, expect, test } from 'vitest'
import { titleFlag, titleFlags } from '#core/catalog/cleaning/flags.ts'

describe('flags of titles', () => {
  test.each(['[untitled]', 'Untitled', '(Unknown)', 'Track 07', '03 - Track 3', 'End Credits', 'Finale', '[silence]'])(
    '%s stands in for a title',
    (title) => expect(titleFlags(title)).toBe(titleFlag.placeholder),
  )

  test.each(['Fuck You', "Motherfucker's Lament", 'No More Bullshit'])('%s is explicit', (title) =>
    expect(titleFlags(title)).toBe(titleFlag.explicit),
  )

  test.each([
    'Scunthorpe',
    'Cockatoo',
    'Dick in Dixie',
    'Pussy Willow',
    'Sexy Sadie',
    'Hell Bent for Leather',
    'Penistone Road',
    'Unknown Pleasures',
    'Untitled Unmastered',
    'Grand Finale',
    'Track of My Tears',
  ])('%s is an ordinary title', (title) => expect(titleFlags(title)).toBe(0))

  test.each(['夜に駆ける', 'Ænima', 'Don’t Stop'])('%s goes beyond printable ASCII', (title) =>
    expect(titleFlags(title)).toBe(titleFlag.beyondAscii),
  )
})
