/** What a title says of its track: a stand-in for a name, or words some would rather not see. Nothing is deleted by it. */
import { Profanity, profaneWords } from '@2toad/profanity'
import type { CleaningChoices } from './rules.ts'

/** Bits of work_summary.flags. */
export const titleFlag = { placeholder: 1, explicit: 2, beyondAscii: 4 } as const

/** Titles that stand in for a missing one: they join recordings that have nothing in common. */
const placeholder =
  /^(?:[[(<]\s*(?:untitled|unknown|no title|silence|blank|data track|guitar solo|intro|outro)\s*[\])>]|untitled(?: track)?|unknown(?: (?:title|track|song))?|no title|n\/a|track\s*\d{1,3}|audio track \d{1,3}|\d{1,3}[-. ]+track\s*\d{1,3}|(?:end|opening|closing|main) (?:credits|titles?)|finale)$/

/**
 * Words of the library's list that are more often a name, a word of a mass or a kindness in titles than an offence. They
 * count where the listener says so.
 */
export const everydayWords: readonly string[] = [
  'anal',
  'balls',
  'bastard',
  'beaver',
  'bloody',
  'blow',
  'breasts',
  'bugger',
  'bum',
  'butt',
  'cock',
  'coon',
  'cox',
  'crap',
  'cum',
  'damn',
  'dick',
  'dink',
  'dyke',
  'escort',
  'fanny',
  'fart',
  'flange',
  'god',
  'goddamn',
  'hell',
  'hoar',
  'hoare',
  'hoe',
  'hoer',
  'homo',
  'hooker',
  'jap',
  'kinky',
  'knob',
  'kum',
  'lust',
  'masochist',
  'muff',
  'naked',
  'nazi',
  'nob',
  'nude',
  'omg',
  'pawn',
  'pecker',
  'poop',
  'prick',
  'pussy',
  'rectum',
  'retard',
  'sadist',
  'screw',
  'semen',
  'sex',
  'sexual',
  'sexy',
  'shag',
  'smut',
  'snatch',
  'spac',
  'spunk',
  'suck',
  'sucks',
  'thug',
  'tit',
  'wang',
  'willies',
  'willy',
  'xxx',
]
/** Of those, words that are an offence behind these. */
export const bodily: readonly string[] = ['dick', 'cock', 'pussy']
const before = ['my', 'your', 'his', 'her', 'ya', 'yo', 'suck', 'sucking', 'lick', 'licking', 'eat', 'eating', 'ass']

/** What marks a title as explicit at first: the library's list without everyday words. */
export const firstWords: readonly string[] = (profaneWords.get('en') ?? []).filter(
  (word) => !everydayWords.includes(word),
)

type Words = CleaningChoices['words']

/** Makes the function that tells explicit titles: whole words only, by the list at first and the listener's changes. */
function explicitTitles({ added, removed }: Words): (plain: string) => boolean {
  const profanity = new Profanity({ languages: ['en'], wholeWord: true, unicodeWordBoundaries: true })
  const phrases = bodily
    .filter((word) => !removed.includes(word))
    .flatMap((word) => before.map((one) => `${one} ${word}`))
  profanity.removeWords([...everydayWords, ...removed].filter((word) => !added.includes(word)))
  profanity.addWords([...phrases, ...added.filter((word) => !firstWords.includes(word))])
  return (plain) => profanity.exists(plain)
}

const printableAscii = /^[ -~]*$/

/** Whether a title stands in for a missing one. */
export const isPlaceholder = (title: string): boolean => placeholder.test(title.trim().toLowerCase())

/** Makes the function from a title to its flags: a town or a bird with four letters in its name has none. */
export function titleFlagger(words: Words): (title: string) => number {
  const isExplicit = explicitTitles(words)
  return (title) => {
    const plain = title.trim().toLowerCase()
    return (
      (isPlaceholder(plain) ? titleFlag.placeholder : 0) |
      (isExplicit(plain) ? titleFlag.explicit : 0) |
      (printableAscii.test(plain) ? 0 : titleFlag.beyondAscii)
    )
  }
}

/** Flags of the titles that are never recommended: stand-ins always, others as the listener's settings say. */
export function hiddenFlags(settings: Record<string, string>): number {
  return (
    titleFlag.placeholder |
    (settings.hideExplicit === 'on' ? titleFlag.explicit : 0) |
    (settings.asciiOnly === 'on' ? titleFlag.beyondAscii : 0)
  )
}
