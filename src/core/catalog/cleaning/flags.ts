/** What a title says of its track: a stand-in for a name, or words some would rather not see. Nothing is deleted by it. */
import { Profanity } from '@2toad/profanity'

/** Bits of work_summary.flags. */
export const titleFlag = { placeholder: 1, explicit: 2, beyondAscii: 4 } as const

/** Titles that stand in for a missing one: they join recordings that have nothing in common. */
const placeholder =
  /^(?:[[(<]\s*(?:untitled|unknown|no title|silence|blank|data track|guitar solo|intro|outro)\s*[\])>]|untitled(?: track)?|unknown(?: (?:title|track|song))?|no title|n\/a|track\s*\d{1,3}|audio track \d{1,3}|\d{1,3}[-. ]+track\s*\d{1,3}|(?:end|opening|closing|main) (?:credits|titles?)|finale)$/

/** Words of the library's list that are more often a name or a kindness in titles than an offence. */
const everyday = [
  'anal',
  'balls',
  'bastard',
  'beaver',
  'blow',
  'bum',
  'butt',
  'cock',
  'crap',
  'damn',
  'dick',
  'escort',
  'fart',
  'god',
  'goddamn',
  'hell',
  'homo',
  'hooker',
  'kinky',
  'lust',
  'naked',
  'nude',
  'omg',
  'pussy',
  'screw',
  'sex',
  'sexual',
  'sexy',
  'snatch',
  'suck',
  'sucks',
  'thug',
  'tit',
  'willy',
  'xxx',
]

const profanity = new Profanity({ languages: ['en'], wholeWord: true })
profanity.removeWords(everyday)

const printableAscii = /^[ -~]*$/

/** Flags of a title: whole words only, so that a town or a bird with four letters in its name is none. */
export function titleFlags(title: string): number {
  const plain = title.trim().toLowerCase()
  return (
    (placeholder.test(plain) ? titleFlag.placeholder : 0) |
    (profanity.exists(plain) ? titleFlag.explicit : 0) |
    (printableAscii.test(plain) ? 0 : titleFlag.beyondAscii)
  )
}

/** Flags of the titles that are never recommended: stand-ins always, others as the listener's settings say. */
export function hiddenFlags(settings: Record<string, string>): number {
  return (
    titleFlag.placeholder |
    (settings.hideExplicit === 'on' ? titleFlag.explicit : 0) |
    (settings.asciiOnly === 'on' ? titleFlag.beyondAscii : 0)
  )
}
