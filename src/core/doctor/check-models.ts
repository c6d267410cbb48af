/** The doctor on models: as many vectors as were learned, of the right size, of finite numbers, of things that are there. */
import type { ModelSummary } from '#api/schemas.ts'
import { goneItems } from '../store/doctor-rows.ts'
import { countVectors, eachVector, listModels } from '../store/model-rows.ts'
import { eachNeighbourList } from '../store/neighbour-rows.ts'
import type { ReadableDb } from '../store/open.ts'
import { type Check, carefully, ill, number, well } from './check.ts'

type Model = ReturnType<typeof listModels>[number]

/** Look through every model. */
export function checkModels(db: ReadableDb): Check[] {
  return listModels(db).flatMap((model) => {
    const name = `model ${model.id} (${model.algorithm}, ${model.entity === 'artist' ? 'bands' : 'tracks'})`
    const cure =
      model.algorithm === 'imported'
        ? 'Import these vectors again: they take their place.'
        : 'Learn again: the new model takes its place.'
    const check = model.algorithm === 'neighbours' ? checkNeighbours : checkVectors
    return carefully(name, cure, () => [check(db, model, name, cure)])
  })
}

function checkVectors(db: ReadableDb, model: Model, name: string, cure: string): Check {
  const stored = countVectors(db, model.id)
  let vectors = 0
  let zeros = 0
  for (const { vector } of eachVector(db, model.id, model.dimensions)) {
    vectors += 1
    if (!vector.every(Number.isFinite)) return ill(name, 'a vector holds something that is no number', cure)
    if (vector.every((value) => value === 0)) zeros += 1
  }
  if (stored !== model.items) return ill(name, `${number(stored)} vectors, expected ${number(model.items)}`, cure)
  if (vectors !== stored) return ill(name, `${number(stored - vectors)} of ${number(stored)} vectors are lost`, cure)
  // Another program may well have made vectors of nothing; what is learned here never is.
  if (zeros > 0 && model.algorithm !== 'imported') return ill(name, `${number(zeros)} vectors hold zeros only`, cure)
  return well(name, `${number(vectors)} vectors of ${model.dimensions}${ofGone(db, model)}`)
}

function checkNeighbours(db: ReadableDb, model: Model, name: string, cure: string): Check {
  let items = 0
  let neighbours = 0
  for (const { list } of eachNeighbourList(db, model.id)) {
    items += 1
    neighbours += list.neighbours.length
    if (list.neighbours.length !== list.similarities.length) return ill(name, 'a list that is cut off', cure)
    if (!list.similarities.every(Number.isFinite)) return ill(name, 'a list holds something that is no number', cure)
  }
  if (items !== model.items) return ill(name, `${number(items)} lists, expected ${number(model.items)}`, cure)
  return well(name, `${number(neighbours)} neighbours of ${number(items)}${ofGone(db, model)}`)
}

/** Sources may have gone since a model was learned; what they brought is passed over in lists. */
function ofGone(db: ReadableDb, model: Pick<ModelSummary, 'id' | 'algorithm' | 'entity'>): string {
  const gone = goneItems(db, model)
  return gone === 0 ? '' : `, ${number(gone)} of them of what the library has no more`
}
