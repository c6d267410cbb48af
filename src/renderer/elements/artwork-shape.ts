/** A picture for music that has none: the same names give the same picture every time. */

export type ArtworkInput = {
  /** What the picture stands for, such as `Metallica` or `Metallica – One`. */
  name: string
  genre: string | undefined
  year: number | undefined
}

export const shapes = ['hill', 'sun', 'disc', 'ring', 'slope', 'waves', 'bars', 'arcs', 'horizon', 'petal'] as const
export type Shape = (typeof shapes)[number]

export type Picture = {
  shape: Shape
  from: string
  to: string
  ink: string
  /** Direction of the ground's gradient, degrees. */
  angle: number
  /** Three numbers from 0 to 1 that place and size the shape. */
  vary: readonly [number, number, number]
}

/** FNV-1a with a last stir, so that near names differ in every bit. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39)
  return (h ^ (h >>> 15)) >>> 0
}

/** Word in a genre's name → hue of its family in degrees (OKLCH). The first that fits wins. */
const families: readonly (readonly [RegExp, number])[] = [
  [/metal|thrash|doom|grind/, 38],
  [/punk|hardcore|emo/, 15],
  [/hip.?hop|rap|trap|grime/, 305],
  [/r&b|rnb|soul|funk|motown|gospel|disco/, 345],
  [/electro|techno|house|trance|ambient|idm|dance|synth|dub\b|drum|edm|rave|chill/, 245],
  [/jazz|swing|bop|blues/, 270],
  [/classical|baroque|opera|symphon|score|soundtrack|piano/, 190],
  [/folk|country|americana|singer|acoustic|bluegrass/, 130],
  [/reggae|ska|dancehall|latin|salsa|samba|bossa|world|afro|flamenco/, 155],
  [/grunge|indie|alternative|shoegaze|post|wave|goth/, 100],
  [/pop|idol|schlager|vocal/, 5],
  [/rock|psych|prog|garage/, 75],
]

function hueOf(genre: string | undefined, seed: number): number {
  const folded = genre?.toLowerCase() ?? ''
  const family = families.find(([pattern]) => pattern.test(folded))?.[1]
  const base = family ?? (folded ? hash(folded) % 360 : seed % 360)
  return base + ((seed >>> 3) % 37) - 18
}

const oklch = (lightness: number, chroma: number, hue: number) =>
  `oklch(${lightness.toFixed(3)} ${chroma.toFixed(3)} ${Math.round((hue + 720) % 360)})`

/** Older music is printed on duller, darker paper; newer on brighter. */
const ageOf = (year: number | undefined) =>
  year === undefined ? 0.55 : Math.min(1, Math.max(0, (Math.floor(year / 10) * 10 - 1950) / 70))

/** Decide how the picture looks: hue from the genre, light from the decade, shape from the names. */
export function pictureOf({ name, genre, year }: ArtworkInput): Picture {
  const seed = hash(name)
  const second = hash(`${name}\n`)
  const hue = hueOf(genre, seed)
  const age = ageOf(year)
  const turn = 28 + (second % 40)
  const sign = second & 64 ? 1 : -1
  return {
    shape: shapes[second % shapes.length] ?? 'hill',
    from: oklch(0.5 + 0.16 * age, 0.1 + 0.06 * age, hue),
    to: oklch(0.4 + 0.14 * age, 0.085 + 0.05 * age, hue + sign * turn),
    ink: oklch(0.74 + 0.08 * ((seed >>> 9) % 2), 0.05 + 0.03 * age, hue + sign * (120 + (seed % 70))),
    angle: (seed >>> 5) % 360,
    vary: [((seed >>> 4) % 101) / 100, ((second >>> 7) % 101) / 100, ((seed >>> 16) % 101) / 100],
  }
}
