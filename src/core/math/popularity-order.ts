/** Row numbers that sort by popularity: what a search meets first is what most listeners know. */

/** Ids lie below this; a row number is a class of popularity (0 the best known) times it, plus the id. */
const idRange = 2 ** 32
const classes = 256
/** Up to here each number of listeners is a class of its own; beyond, 16 classes a doubling. */
const exact = 16

/** The row number of an id with so many listeners. Fewer listeners never sort before more by over a sixteenth of a doubling. */
export function popularityRow(id: number, listeners: number): number {
  const known = listeners < exact ? listeners : exact + Math.floor(Math.log2(listeners / exact) * 16)
  return (classes - 1 - Math.min(known, classes - 1)) * idRange + id
}

/** The id in a row number. */
export function idOfRow(row: number): number {
  return row % idRange
}

/** Row numbers of all ids whose `listeners[id]` is not negative, ascending: best known first. */
export function popularityOrder(listeners: Int32Array): Float64Array {
  let count = 0
  for (const known of listeners) if (known >= 0) count += 1
  const rows = new Float64Array(count)
  let at = 0
  listeners.forEach((known, id) => {
    if (known >= 0) rows[at++] = popularityRow(id, known)
  })
  return rows.sort()
}
