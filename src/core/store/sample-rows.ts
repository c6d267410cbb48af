/** Facts of the sample library that no other format states yet: countries, first years, genres, release years. */
import { displayName } from '#core/catalog/keys.ts'
import { externalId } from '#core/math/id-map.ts'
import type { WritableDb } from './open.ts'

type Facts = { name: string; country: string; formed: number; genres: readonly string[] }

/** Returns a function that stores a band's facts and its tracks' years; the band's tracks must have been written. */
export function addSampleFacts(
  db: WritableDb,
  sourceId: number,
): (band: Facts, tracks: readonly { id: string; year: number }[]) => void {
  const find = db.prepare('SELECT artist_id FROM artist WHERE name = ?').pluck()
  const fact = db.prepare(
    'INSERT OR REPLACE INTO artist_fact (source_id, artist_id, country, formed) VALUES (?, ?, ?, ?)',
  )
  const label = db.prepare(
    'INSERT OR REPLACE INTO artist_label (source_id, artist_id, label, weight) VALUES (?, ?, ?, ?)',
  )
  const year = db.prepare('UPDATE track SET year = ? WHERE source_id = ? AND external_id = ?')
  return (band, tracks) => {
    const artist = find.get(displayName(band.name)) as number
    fact.run(sourceId, artist, band.country, band.formed)
    band.genres.forEach((genre, place) => {
      label.run(sourceId, artist, genre, 1 / (place + 1))
    })
    for (const track of tracks) year.run(track.year, sourceId, externalId(track.id))
  }
}
