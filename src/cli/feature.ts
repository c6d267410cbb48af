/** `--feature energy=.5..1`: a number that sources give of tracks, within bounds. */
import { AppError } from '../api/errors.ts'
import { TrackFeature } from '../api/track-facts.ts'

type Bounds = { name: TrackFeature; least?: number; most?: number }

/** Read one; either bound may be left out. Throws AppError bad-arguments. */
export function featureOf(text: string): Bounds {
  const [, name, least, most] = /^(\w+)=(-?[\d.]*?)\.\.(-?[\d.]*)$/.exec(text) ?? []
  const known = TrackFeature.safeParse(name)
  const bounds = [least, most].map((bound) => (bound === '' || bound === undefined ? undefined : Number(bound)))
  if (!known.success || bounds.some(Number.isNaN)) {
    const expected = `NAME=LEAST..MOST, such as energy=0.5..1; names are ${TrackFeature.options.join(', ')}`
    throw new AppError('bad-arguments', `--feature expects ${expected}; found "${text}".`)
  }
  const [from, to] = bounds
  return {
    name: known.data,
    ...(from === undefined ? {} : { least: from }),
    ...(to === undefined ? {} : { most: to }),
  }
}
