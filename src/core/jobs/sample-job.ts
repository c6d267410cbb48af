/** The sample library: real bands and tracks with simulated listeners, loaded as one source and learned from. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ImportResult, TrainResult } from '#api/schemas.ts'
import type { Vocabulary } from '#core/catalog/genres.ts'
import { reindex } from '#core/catalog/reindex.ts'
import { random32, uniform } from '#core/math/random.ts'
import { importWriter } from '#core/store/import-writer.ts'
import type { WritableDb } from '#core/store/open.ts'
import { addSampleFacts } from '#core/store/sample-rows.ts'
import * as sources from '#core/store/source-rows.ts'
import { type JobControl, partOf } from './control.ts'
import { Ledger } from './ledger.ts'
import { clearSource } from './remove-job.ts'
import { type TrainTask, trainModels } from './train-job.ts'

export type SampleBand = {
  name: string
  country: string
  formed: number
  genres: string[]
  popularity: number
  near: string[]
  tracks: { title: string; year: number }[]
}

export const sampleFormat = 'sample-library'
const sampleSeed = 20_26
const sampleListeners = 700

/** Load the sample library, or leave it where it is already, and learn from it. */
export async function addSample(
  db: WritableDb,
  at: { resources: string; vocabulary: Vocabulary; kernelWorker: string },
  control: JobControl,
): Promise<{ import: ImportResult; train: TrainResult }> {
  const started = performance.now()
  const existing = sources.listSources(db).find((source) => source.format === sampleFormat)
  const sourceId = existing?.id ?? loadSample(db, at, partOf(control, 0, 0.25))
  const learn = (task: Pick<TrainTask, 'algorithms' | 'entities' | 'set'>, from: number, to: number) =>
    trainModels(db, { ...task, seed: 1, threads: null }, at, partOf(control, from, to))
  const bands = await learn(
    { algorithms: ['sgns', 'als', 'neighbours'], entities: ['artist'], set: { ...forSgns, ...forAls } },
    0.25,
    0.9,
  )
  // Tracks of a small library are learned well enough, and at once, by ALS alone.
  const tracks = await learn({ algorithms: ['als', 'neighbours'], entities: ['track'], set: forAls }, 0.9, 1)
  const trained = { models: [...bands.models, ...tracks.models] }
  const name = sources.sourceName(db, sourceId) ?? ''
  const seconds = (performance.now() - started) / 1000
  return { import: { source: sourceId, name, files: sources.fileLedgers(db, sourceId), seconds }, train: trained }
}

/** Enough for a few hundred bands, quick on any machine. */
const forSgns = { 'sgns.epochs': 12, 'sgns.window': 6, 'sgns.vectorSize': 64 }
const forAls = { 'als.factors': 32 }

function loadSample(db: WritableDb, at: { resources: string; vocabulary: Vocabulary }, control: JobControl): number {
  const started = performance.now()
  const text = readFileSync(join(at.resources, 'samples', 'sample-library.json'), 'utf8')
  const { bands } = JSON.parse(text) as { bands: SampleBand[] }
  control.phase('reading', 0, 0.5)
  const sourceId = sources.addSource(db, {
    name: 'Sample library',
    format: sampleFormat,
    idSpace: sampleFormat,
    simulated: true,
    licence: 'Names, titles, years, countries and genres are facts of general knowledge.',
    origin: 'Ships with Sidetrack. Its listeners are simulated.',
  })
  try {
    db.transaction(() => {
      placeBands(db, sourceId, bands, Buffer.byteLength(text))
      placeListeners(db, sourceId, bands)
      sources.finishSource(db, sourceId, (performance.now() - started) / 1000)
      control.phase('indexing', 0.5, 1)
      reindex(db, at.vocabulary, (fraction) => control.report(fraction))
      control.commit()
    })()
  } catch (error) {
    clearSource(db, sourceId)
    throw error
  }
  return sourceId
}

const trackId = (band: number, track: number) => `${band + 1}0${track + 1}`

function placeBands(db: WritableDb, sourceId: number, bands: readonly SampleBand[], bytes: number): void {
  const writer = importWriter(db, sourceId)
  const ledger = fileLedger(db, sourceId, 'Bands and tracks', 'tracks', bytes)
  const addFacts = addSampleFacts(db, sourceId)
  bands.forEach((band, b) => {
    const rows = band.tracks.map((track, t) => ({
      kind: 'track' as const,
      id: trackId(b, t),
      artist: band.name,
      title: track.title,
    }))
    writer.write(rows, (placement, row) => ledger.place(placement, row, 0))
    addFacts(
      band,
      band.tracks.map((track, t) => ({ id: trackId(b, t), year: track.year })),
    )
  })
  ledger.save()
}

function placeListeners(db: WritableDb, sourceId: number, bands: readonly SampleBand[]): void {
  const writer = importWriter(db, sourceId)
  const ledger = fileLedger(db, sourceId, 'Simulated listeners', 'listeners', 0)
  const rows = Array.from(simulateListeners(bands, sampleListeners, sampleSeed), (like) => ({
    kind: 'track-play' as const,
    listener: `simulated ${like.listener}`,
    trackId: trackId(like.band, like.track),
    plays: like.plays,
  }))
  writer.write(rows, (placement, row) => ledger.place(placement, row, 0))
  ledger.save()
}

function fileLedger(db: WritableDb, sourceId: number, path: string, table: string, bytes: number): Ledger {
  return new Ledger(
    db,
    sources.addFile(db, { sourceId, path, format: sampleFormat, table, bytes, sha256: `${sampleFormat} ${table}` }),
  )
}

type Like = { listener: number; band: number; track: number; plays: number }

/**
 * Simulate listeners: each one wanders from a home band through the bands that its lovers also love, with side steps
 * within its genres and now and then to any popular band, and plays one to four tracks of each.
 */
export function* simulateListeners(bands: readonly SampleBand[], listeners: number, seed: number): Generator<Like> {
  const next = random32(seed)
  const pick = <T>(list: readonly T[]): T => list[next() % list.length] as T
  const index = new Map(bands.map((band, b) => [band.name, b]))
  const near = bands.map((band) => band.near.map((name) => index.get(name) as number))
  const sameGenre = bands.map((band) =>
    bands.flatMap((other, b) =>
      other !== band && other.genres.some((genre) => band.genres.includes(genre)) ? [b] : [],
    ),
  )
  const popular = bands.flatMap((band, b) => Array<number>(band.popularity ** 2).fill(b))
  for (let listener = 1; listener <= listeners; listener += 1) {
    const chosen = new Set<number>()
    const homes = [pick(popular), pick(popular)]
    const wanted = 8 + (next() % 22)
    for (let step = 0; chosen.size < wanted && step < wanted * 6; step += 1) {
      const from = chosen.size > 0 && next() % 3 > 0 ? pick([...chosen]) : (homes[next() % 3 === 0 ? 1 : 0] as number)
      const way = uniform(next)
      const neighbours = near[from] as number[]
      const genre = sameGenre[from] as number[]
      if (way < 0.78 && neighbours.length > 0) chosen.add(pick(neighbours))
      else if (way < 0.94 && genre.length > 0) chosen.add(pick(genre))
      else if (way < 0.97) chosen.add(from)
      else chosen.add(pick(popular))
    }
    for (const band of chosen) {
      const tracks = bands[band]?.tracks.length ?? 0
      const heard = Math.min(tracks, 1 + (next() % 4))
      for (let track = 0; track < heard; track += 1) yield { listener, band, track, plays: 1 + (next() % 40) }
    }
  }
}
