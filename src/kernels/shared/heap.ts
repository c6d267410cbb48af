/** The best of many scores: a heap of scores and ids whose worst stands first. Equal scores: the larger id is worse. */

/** Whether (score, id) is worse than what stands at `place` of the heap. */
function worse(score: f32, id: i32, scores: usize, ids: usize, place: i32): bool {
  const other = load<f32>(scores + ((<usize>place) << 2))
  return score < other || (score === other && id > load<i32>(ids + ((<usize>place) << 2)))
}

function put(score: f32, id: i32, scores: usize, ids: usize, place: i32): void {
  store<f32>(scores + ((<usize>place) << 2), score)
  store<i32>(ids + ((<usize>place) << 2), id)
}

function move(scores: usize, ids: usize, from: i32, to: i32): void {
  put(load<f32>(scores + ((<usize>from) << 2)), load<i32>(ids + ((<usize>from) << 2)), scores, ids, to)
}

/** Put something in the place of the worst. */
function sink(score: f32, id: i32, scores: usize, ids: usize, held: i32): void {
  let place = 0
  for (;;) {
    let child = 2 * place + 1
    if (child >= held) break
    if (child + 1 < held) {
      const at = (<usize>(child + 1)) << 2
      if (worse(load<f32>(scores + at), load<i32>(ids + at), scores, ids, child)) child++
    }
    // The worse child comes up while the newcomer is better than it.
    if (worse(score, id, scores, ids, child)) break
    move(scores, ids, child, place)
    place = child
  }
  put(score, id, scores, ids, place)
}

/** Keep a score if the heap has room for `most` or holds something worse; returns how many are kept. */
export function offer(score: f32, id: i32, scores: usize, ids: usize, most: i32, held: i32): i32 {
  if (held < most) {
    let place = held
    while (place > 0 && worse(score, id, scores, ids, (place - 1) >> 1)) {
      move(scores, ids, (place - 1) >> 1, place)
      place = (place - 1) >> 1
    }
    put(score, id, scores, ids, place)
    return held + 1
  }
  if (most === 0 || worse(score, id, scores, ids, 0)) return held
  sink(score, id, scores, ids, held)
  return held
}

/** Turn a heap into a list, best first. */
export function sortHeap(scores: usize, ids: usize, held: i32): void {
  for (let last = held - 1; last > 0; last--) {
    const at = (<usize>last) << 2
    const score = load<f32>(scores + at)
    const id = load<i32>(ids + at)
    move(scores, ids, 0, last)
    sink(score, id, scores, ids, last)
  }
}
