/** Commands about genres: who says what, and the listener's word on it. */
import type { Client } from '../api/client.ts'
import { AppError } from '../api/errors.ts'
import { GenreClassifier, type GenreCorrection, type GenreVotes } from '../api/schemas.ts'
import type { CorePort } from '../main/core-port.ts'
import type { Output } from './commands.ts'
import { followJob } from './follow-job.ts'
import { type Invocation, oneOf } from './options.ts'

type Context = { api: Client; core: CorePort; invocation: Invocation }

/** The best hit for a band, or for one of its tracks. */
async function find(api: Client, band: string, title: string | undefined) {
  const [text, kind] = title === undefined ? [band, 'artist' as const] : [`${band} ${title}`, 'track' as const]
  const [item] = (await api.search({ text, kind, limit: 1 })).items
  if (item !== undefined) return item
  throw new AppError(`${kind}-not-found`, `No ${kind === 'artist' ? 'band' : 'track'} called "${text}".`)
}

const percent = (share: number) => `${Math.round(share * 100)} %`
const spelt = (says: GenreVotes['counted']) => says.map(({ genre, share }) => `${genre} ${percent(share)}`).join(', ')

async function genre({ api, invocation }: Context): Promise<Output> {
  const item = await find(api, invocation.arguments[0] ?? '', invocation.text('title'))
  const about = { artist: item.artist, ...(item.title === undefined ? {} : { title: item.title }) }
  for (const [option, verdict] of [
    ['is', 'is'],
    ['not', 'is-not'],
    ['forget', null],
  ] as const) {
    for (const name of invocation.texts(option)) await api.genreCorrect({ ...about, genre: name, verdict })
  }
  const votes = await api.genreVotes({ id: item.id })
  const shown = await find(api, invocation.arguments[0] ?? '', invocation.text('title'))
  const result = { id: item.id, ...about, genres: shown.genres, ...votes }
  return {
    result,
    text: [
      `${[item.artist, item.title].filter((name) => name !== undefined).join(' - ')}: ${shown.genres.join(', ') || 'no genre'}`,
      ...votes.voices.map(({ voter, source, says }) => `  ${source ?? voter}: ${spelt(says)}`),
      ...(votes.inDoubt ? ['  They do not agree.'] : []),
      ...votes.corrected.map(({ genre: name, is }) => `  you: ${is ? 'is' : 'is not'} ${name}`),
    ].join('\n'),
  }
}

const correctionLine = ({ artist, title, genre, verdict }: GenreCorrection) =>
  `${title === null ? artist : `${artist} - ${title}`} ${verdict === 'is' ? 'is' : 'is not'} ${genre}`

export const genreCommands = {
  genre,
  'genre-corrections': async ({ api }: Context) => {
    const result = await api.genreCorrections({})
    return { result, text: result.items.map(correctionLine).join('\n') || 'No genre was corrected.' }
  },
  'genre-trust': async ({ api, invocation }: Context) => {
    const chosen = oneOf('CLASSIFIER', invocation.arguments[0] ?? '', [...GenreClassifier.options, 'all'])
    await followJob(api, api.genreTrust({ classifier: chosen === 'all' ? null : chosen }))
    return {
      result: { trusted: chosen },
      text: `Genres are counted by ${chosen === 'all' ? 'all classifiers' : chosen}.`,
    }
  },
  'explicit-words': async ({ api, invocation }: Context) => {
    for (const [option, listed] of [
      ['add', true],
      ['remove', false],
      ['forget', null],
    ] as const) {
      for (const word of invocation.texts(option)) await followJob(api, api.explicitWordSet({ word, listed }))
    }
    const result = await api.explicitWords({})
    const line = (name: string, words: readonly string[]) => `${name}: ${words.join(', ') || 'none'}`
    return {
      result,
      text: [
        line('Added by you', result.added),
        line('Taken off by you', result.removed),
        `On the list at first: ${result.first.length} words`,
        line('Left to you', result.everyday),
      ].join('\n'),
    }
  },
}
