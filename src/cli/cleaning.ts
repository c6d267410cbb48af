/** Commands on how spellings of bands are joined. */
import type { Client } from '../api/client.ts'
import { AppError } from '../api/errors.ts'
import { CleaningRule } from '../api/schemas.ts'
import { followJob } from './follow-job.ts'
import { type Invocation, oneOf } from './options.ts'

type Context = { api: Client; invocation: Invocation }
type Output = { result: unknown; text: string }

const named = (invocation: Invocation): string => invocation.arguments[0] ?? ''

async function state(api: Client): Promise<Output> {
  const result = await api.cleaning({})
  const lines = result.rules.map(
    ({ rule, on, joins }) => `${on ? 'on ' : 'off'}  ${rule.padEnd(14)} ${joins} ${on ? 'joined' : 'would be joined'}`,
  )
  return {
    result,
    text: [
      ...lines,
      `${result.merged} merged by you, ${result.keptApart} kept apart, ${result.suggestions} suggestions`,
    ].join('\n'),
  }
}

/** Say it, wait until the library is indexed by it, and show what that did. */
async function decide({ api }: Context, start: Promise<{ jobId: number }>): Promise<Output> {
  await followJob(api, start)
  return state(api)
}

function other(invocation: Invocation, option: 'with' | 'from'): string {
  const name = invocation.text(option)
  if (name !== undefined) return name
  throw new AppError('bad-arguments', `${invocation.command} expects BAND --${option} "OTHER SPELLING".`)
}

export const cleaningCommands = {
  cleaning: ({ api }: Context) => state(api),
  'cleaning-set': (context: Context) => {
    const { api, invocation } = context
    const rule = oneOf('RULE', named(invocation), CleaningRule.options)
    const on = oneOf('--on', invocation.text('on') ?? '', ['yes', 'no'] as const) === 'yes'
    return decide(context, api.cleaningSet({ rule, on }))
  },
  suggestions: async ({ api, invocation }: Context) => {
    const limit = invocation.whole('limit')
    const result = await api.artistSuggestions(limit === undefined ? {} : { limit })
    const lines = result.items.map(
      ({ artist, other: second, rule, sharedListeners, sharedTracks }) =>
        `${artist.artist} | ${second.artist}  (${rule}; ${sharedListeners} listeners and ${sharedTracks} tracks in common)`,
    )
    return { result, text: [...lines, `${result.total} suggestions`].join('\n') }
  },
  spellings: async ({ api, invocation }: Context) => {
    const { items } = await api.search({ text: named(invocation), kind: 'artist', limit: 1 })
    const [band] = items
    if (band === undefined) throw new AppError('artist-not-found', `No band called "${named(invocation)}".`)
    const result = await api.artistSpellings({ id: band.artistId })
    return {
      result,
      text: result.items.map(({ name, rule }) => (rule === null ? name : `  ${name}  (${rule})`)).join('\n'),
    }
  },
  merge: (context: Context) => {
    const { api, invocation } = context
    const pair = { artist: named(invocation), other: other(invocation, 'with') }
    return decide(context, api.artistVerdict({ ...pair, verdict: 'same' }))
  },
  unmerge: (context: Context) => {
    const { api, invocation } = context
    const pair = { artist: named(invocation), other: other(invocation, 'from') }
    return decide(context, api.artistVerdict({ ...pair, verdict: 'different' }))
  },
}
