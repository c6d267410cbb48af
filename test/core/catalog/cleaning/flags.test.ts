import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { everydayWords, firstWords, titleFlag, titleFlagger } from '#core/catalog/cleaning/flags.ts'

const titleFlags = titleFlagger({ added: [], removed: [] })
const changed = (added: string[], removed: string[] = []) => titleFlagger({ added, removed })

describe('flags of titles', () => {
  test.each(['[untitled]', 'Untitled', '(Unknown)', 'Track 07', '03 - Track 3', 'End Credits', 'Finale', '[silence]'])(
    '%s stands in for a title',
    (title) => expect(titleFlags(title)).toBe(titleFlag.placeholder),
  )

  test.each(['Fuck You', "Motherfucker's Lament", 'No More Bullshit', 'Suck My Dick', 'Ass Pussy'])(
    '%s is explicit',
    (title) => expect(titleFlags(title)).toBe(titleFlag.explicit),
  )

  test.each([
    'Scunthorpe',
    'Cockatoo',
    'Dick in Dixie',
    'Dick Dale Medley',
    'Shiitake',
    'Pussy Willow',
    'Sunday Bloody Sunday',
    'Cum Sancto Spiritu',
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

describe('the listener’s words', () => {
  test('mark titles, also those that are left to the listener, and never parts of words', () => {
    const flags = changed(['dick', 'heck', 'scheiße'])
    for (const title of ['Dick in Dixie', 'What the Heck', 'HECK!', 'Alles Scheiße'])
      expect(flags(title) & titleFlag.explicit, title).toBe(titleFlag.explicit)
    for (const title of ['Dickens', 'Checkmate', 'Heckler']) expect(flags(title) & titleFlag.explicit, title).toBe(0)
  })

  test('take words off, and the phrases that were made of them', () => {
    expect(changed([], ['bitch'])('Bitch')).toBe(0)
    expect(changed([], ['bitch'])('Bitches Brew')).toBe(titleFlag.explicit)
    expect(changed([], ['dick'])('Suck My Dick')).toBe(0)
  })

  test('are found as whole words wherever they stand, whatever signs they hold', () => {
    const word = fc.stringMatching(/^[a-z*+?.$]{1,12}$/).filter((text) => /[a-z]/.test(text))
    fc.assert(
      fc.property(word, (text) => {
        const flags = changed([text])
        expect(flags(text) & titleFlag.explicit).toBe(titleFlag.explicit)
        expect(flags(`One ${text} more`) & titleFlag.explicit).toBe(titleFlag.explicit)
      }),
    )
  })

  test('start from a list without everyday words', () => {
    expect(firstWords.length).toBeGreaterThan(300)
    expect(firstWords).toContain('fuck')
    for (const word of everydayWords) expect(firstWords).not.toContain(word)
  })
})
