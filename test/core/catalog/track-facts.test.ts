import { beforeAll, describe, expect, it } from 'vitest'
import { search } from '#core/catalog/search.ts'
import { trackFacts } from '#core/catalog/track-facts.ts'
import { newLibrary, type TestLibrary } from '../library.ts'

const mbid = '0dad432b-16cc-4bf0-8961-fd31d124b01b'
/** A document of AcousticBrainz that is so sure of dancing. */
const heard = (danceable: number) =>
  JSON.stringify({
    highlevel: {
      danceability: { all: { danceable, not_danceable: 1 - danceable } },
      mood_happy: { all: { happy: 0.5, not_happy: 0.5 } },
    },
    metadata: { tags: { musicbrainz_recordingid: [mbid], artist: ['Can'], title: ['Spoon'], date: ['1972-11'] } },
  })
const table = [
  'artist,song,text,emotion,Genre,Good for Party,Tempo,Energy,Explicit,Popularity',
  'Can,Spoon,"Carrying my own plans",joy,krautrock,1,121,62,No,40',
  'Can,Spoon (Live),"Live words",anger,rock,0,130,80,Yes,10',
].join('\n')

let library: TestLibrary
beforeAll(async () => {
  library = newLibrary()
  await library.import({ 'a.ndjson': [heard(0.9), heard(0.6)].join('\n') })
  await library.import({ 'spotify_dataset.csv': table })
})
const idOf = (text: string) => search(library.db, { text, kind: 'track', limit: 1 }).items[0]?.id ?? 't0'

describe('the facts of a track', () => {
  it('are those of every source, each said once', () => {
    const facts = trackFacts(library.db, idOf('Can Spoon'))
    expect(facts).toMatchObject({ year: 1972, mbid, explicit: false, popularity: 40, lyrics: 'Carrying my own plans' })
    expect(facts.features).toContainEqual({ name: 'tempo', value: 121 })
    expect(facts.labels.map(({ kind, name }) => `${kind} ${name}`)).toEqual(
      expect.arrayContaining(['mood joy', 'genre krautrock', 'activity party']),
    )
    expect(facts.sources).toHaveLength(2)
  })

  it('give value, probability and every class of each classifier, averaged over submissions', () => {
    const { sounds, submissions } = trackFacts(library.db, idOf('Can Spoon'))
    expect(submissions).toBe(2)
    const [danceability, happy] = sounds
    expect(danceability).toMatchObject({ classifier: 'danceability', value: 'danceable' })
    expect(danceability?.probability).toBeCloseTo(0.75, 3)
    expect(danceability?.all.map(({ name }) => name)).toEqual(['danceable', 'not_danceable'])
    expect(happy?.probability).toBeCloseTo(0.5, 3)
    expect(sounds).toHaveLength(2)
  })

  it('leave out those of another version', () => {
    const id = library.db.prepare(`SELECT 't' || track_id FROM track WHERE version IS NOT NULL`).pluck().get() as string
    const facts = trackFacts(library.db, id)
    expect(facts).toMatchObject({ lyrics: 'Live words', explicit: true, sounds: [], submissions: 0 })
    expect(facts.mbid).toBeUndefined()
    expect(facts.sources).toHaveLength(1)
  })

  it('are refused of a track that is not there', () => {
    expect(() => trackFacts(library.db, 't99')).toThrow('no longer in your library')
  })
})
