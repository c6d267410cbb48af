import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ask, nothingAsked } from '#core/jobs/asked.ts'
import { jobControl } from '#core/jobs/control.ts'
import { removeModel } from '#core/jobs/remove-job.ts'
import { importVectors, type VectorsTask } from '#core/jobs/vectors-job.ts'
import { modelCache } from '#core/recommending/model-cache.ts'
import { recommend } from '#core/recommending/recommend.ts'
import { artistItems, workItems } from '#core/store/browse-rows.ts'
import { listModels, readVectors } from '#core/store/model-rows.ts'
import { exportVectors } from '#core/training/export-vectors.ts'
import { contract } from '../../../src/api/contract.ts'
import {
  bandTables,
  newLibrary,
  quietControl,
  songsCsv,
  type TestLibrary,
  temporaryFolder,
  writeFiles,
} from '../library.ts'

const folder = temporaryFolder()

function fileOf(name: string, content: string | Uint8Array): VectorsTask['file'] {
  const [path = ''] = writeFiles(folder, { [name]: content })
  return { path, shownName: basename(path) }
}

const take = (library: TestLibrary, file: VectorsTask['file'], task: Partial<VectorsTask> = {}) =>
  importVectors(library.db, { file, meta: null, entity: null, ...task }, quietControl())

/** Names and vectors of a model, by name. */
function contentOf({ db }: TestLibrary, id: number): Map<string, number[]> {
  const model = listModels(db).find((one) => one.id === id)
  if (model === undefined) throw new Error(`no model ${id}`)
  const { items, vectors } = readVectors(db, id, model.dimensions)
  const named = model.entity === 'artist' ? artistItems : workItems
  return new Map(
    Array.from(items, (item, row) => {
      const [known] = named(db, [item])
      const numbers = [...vectors.subarray(row * model.dimensions, (row + 1) * model.dimensions)]
      return [`${known?.artist} - ${known?.title ?? ''}`, numbers] as const
    }),
  )
}

const bands = ['Blur', 'The "Quoted", Ones', '=SUM', 'Sigur Rós', 'Snake_Case', 'Air']

async function bandLibrary(): Promise<TestLibrary> {
  const library = newLibrary()
  const plays = Array.from({ length: 12 }, (_, listener) =>
    bands.flatMap((band, at) => ((listener + at) % 3 === 0 ? [] : [[listener + 1, band, at + 1] as const])),
  ).flat()
  await library.import(bandTables(plays))
  return library
}

async function songLibrary(): Promise<TestLibrary> {
  const library = newLibrary()
  await library.import({
    'songs.csv': songsCsv([
      [1, 'Air', 'La Femme'],
      [2, 'Blur - Live', 'Song - 2'],
      [3, 'Blur', 'Tender'],
    ]),
  })
  return library
}

const request = (args: object) => contract.recommend.args.parse(args)

describe('imported vectors', () => {
  test('are those that were exported, whatever the form', async () => {
    const library = await bandLibrary()
    const { models } = await library.train({ algorithms: ['als'], set: { factors: 5, minCount: 1 } })
    const id = models[0]?.id ?? 0
    const before = contentOf(library, id)
    expect(before.size).toBe(bands.length)
    for (const format of ['csv', 'word2vec', 'word2vec-binary', 'npy'] as const) {
      const file = fileOf(`vectors.${format}`, '')
      exportVectors(library.db, id, format, file.path)
      const meta = format === 'npy' ? fileOf('meta.csv', '') : null
      if (meta !== null) exportVectors(library.db, id, 'npy-meta', meta.path)
      const result = await take(library, file, { meta })
      expect(result).toMatchObject({
        format,
        entity: 'artist',
        rows: 6,
        matched: 6,
        repeated: 0,
        unmatched: 0,
        dimensions: 5,
      })
      expect(contentOf(library, result.model)).toEqual(before)
    }
    expect(listModels(library.db).map(({ algorithm }) => algorithm)).toEqual(['imported', 'als'])
  })

  test('are not to be had of lists of neighbours, which says so and names what has some', async () => {
    const library = await bandLibrary()
    const { models } = await library.train({ algorithms: ['als', 'neighbours'], set: { factors: 5, minCount: 1 } })
    const idOf = (name: string) => models.find(({ algorithm }) => algorithm === name)?.id ?? 0
    const { path } = fileOf('vectors.csv', '')
    expect(() => exportVectors(library.db, idOf('neighbours'), 'csv', path)).toThrow(
      expect.objectContaining({ code: 'bad-arguments', message: expect.stringContaining(`${idOf('als')} (als)`) }),
    )
  })

  test('serve beside the other models, are never out of date, and are asked for by name', async () => {
    const library = await bandLibrary()
    await library.train({ algorithms: ['als'], set: { factors: 4, minCount: 1 } })
    await take(library, fileOf('band_vectors.csv', 'band,x,y\nBlur,1,0\nAir,0.9,0.1\nSigur Rós,-1,0\n=SUM,0,1\n'))
    const ask = (model?: string) =>
      recommend(library.db, modelCache(library.db), request({ seeds: [{ kind: 'artist', name: 'Blur' }], model }))
    expect(
      ask()
        .models.map(({ algorithm }) => algorithm)
        .sort(),
    ).toEqual(['als', 'imported'])
    const { items, models } = ask('imported')
    expect(models.map(({ algorithm }) => algorithm)).toEqual(['imported'])
    expect(items.map(({ artist }) => artist)).toEqual(['Air', '=SUM', 'Sigur Rós'])
    for (const item of items) {
      expect(item.evidence.reduce((sum, one) => sum + one.contribution, 0)).toBeCloseTo(item.score, 9)
    }
    await library.import(bandTables([[99, 'Newcomers', 3]]))
    expect(listModels(library.db).map(({ algorithm, stale }) => [algorithm, stale])).toEqual([
      ['imported', false],
      ['als', true],
    ])
  })

  test('of songs nobody listens to yet recommend, and outlive the removal of another source', async () => {
    const library = await songLibrary()
    const other = await library.import(bandTables([[1, 'Elsewhere', 2]]))
    const numbers = Buffer.from(Float32Array.of(1, 0, 0.9, 0.1, 0, 1).buffer)
    const head = `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }\n`
    const npy = Buffer.concat([
      Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
      Buffer.from([head.length, 0]),
      Buffer.from(head),
      numbers,
    ])
    const meta = fileOf('songs_meta.csv', 'artist,title\nAir,La Femme\nBLUR,Tender (Live)\nBlur - Live,Song - 2\n')
    const result = await take(library, fileOf('final_embeddings.npy', npy), { meta })
    expect(result).toMatchObject({ entity: 'track', matched: 3, unmatched: 0 })
    library.remove(other.source as number)
    const { items } = recommend(
      library.db,
      modelCache(library.db),
      request({ seeds: [{ kind: 'track', name: 'Air - La Femme' }], kind: 'track' }),
    )
    expect(items.map(({ title }) => title)).toEqual(['Tender', 'Song - 2'])
    expect(items[0]).toMatchObject({ score: 1, strength: 'very close' })
  })

  test('of tracks are found by one text too, dashes in names or not', async () => {
    const library = await songLibrary()
    const text = '4 1\nAir_-_La_Femme 1\nBlur_-_Live_-_Song_-_2 2\nBlur - Tender 3\nBlur_-_Unheard 4\n'
    const result = await take(library, fileOf('tracks.txt', text), { entity: 'track' })
    expect(result).toMatchObject({ entity: 'track', matched: 3, unmatched: 1, unmatchedNames: ['Blur_-_Unheard'] })
  })

  test('that are not known or come twice are counted, and the first of two counts', async () => {
    const library = await bandLibrary()
    const csv = 'band,x\nBlur,1\nNobody,2\nBLUR,3\nAir,4\nNo One,5\n'
    const result = await take(library, fileOf('band_vectors.csv', csv))
    expect(result).toMatchObject({
      rows: 5,
      matched: 2,
      repeated: 1,
      unmatched: 2,
      unmatchedNames: ['Nobody', 'No One'],
    })
    expect(contentOf(library, result.model)).toEqual(
      new Map([
        ['Blur - ', [1]],
        ['Air - ', [4]],
      ]),
    )
  })

  test('replace those before only when every row is sound', async () => {
    const library = await bandLibrary()
    const { model } = await take(library, fileOf('a.csv', 'band,x\nBlur,1\n'))
    const before = contentOf(library, model)
    await expect(take(library, fileOf('b.csv', 'band,x\nBlur,2\nAir,nan\n'))).rejects.toMatchObject({
      code: 'not-a-dataset',
    })
    await expect(take(library, fileOf('c.csv', 'band,x\nNobody,2\n'))).rejects.toMatchObject({
      code: 'artist-not-found',
      message: expect.stringMatching(/None of the 1 names.*“Nobody”.*Import a data set/),
    })
    for (const last of ['reading', 'saving']) {
      const asked = nothingAsked()
      const control = jobControl(asked, { post: ({ phase }) => void (phase === last && ask(asked, 'cancel')) })
      const task = { file: fileOf('d.csv', 'band,x\nBlur,2\n'), meta: null, entity: null }
      await expect(importVectors(library.db, task, control)).rejects.toMatchObject({ code: 'cancelled' })
    }
    expect(listModels(library.db).map(({ id }) => id)).toEqual([model])
    expect(contentOf(library, model)).toEqual(before)
    const after = await take(library, fileOf('e.csv', 'band,x\nAir,7\n'))
    expect(listModels(library.db).map(({ id }) => id)).toEqual([after.model])
  })
})

describe('a model that is removed', () => {
  test('is gone with its vectors, alone, and not a second time', async () => {
    const library = await bandLibrary()
    const { models } = await library.train({ algorithms: ['als'], set: { factors: 5, minCount: 1 } })
    const { model } = await take(library, fileOf('a.csv', 'band,x\nBlur,1\n'))
    removeModel(library.db, model, quietControl())
    expect(listModels(library.db).map(({ id }) => id)).toEqual(models.map(({ id }) => id))
    expect(() => readVectors(library.db, model, 1)).toThrow(/no such table/)
    expect(() => removeModel(library.db, model, quietControl())).toThrow(/There is no model/)
  })

  test('stays when the removal is cancelled', async () => {
    const library = await bandLibrary()
    const { model } = await take(library, fileOf('a.csv', 'band,x\nBlur,1\n'))
    const asked = nothingAsked()
    ask(asked, 'cancel')
    expect(() => removeModel(library.db, model, jobControl(asked, { post: () => {} }))).toThrow(/Stopped/)
    expect(contentOf(library, model).size).toBe(1)
  })
})
