/** What sources say of tracks beyond their names. What is said first stays; labels add up to the strongest. */
import { type Label, type Similar, type TrackFacts, trackFeatures } from '#core/sources/format.ts'
import type { WritableDb } from './open.ts'

/** Columns of the numbers that sources give of tracks, in the order of `trackFeatures`. */
export const featureColumns = trackFeatures.map((name) =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
)

type Named = {
  /** Finds or makes the row of a similar track. */
  similarRow: (similar: Similar) => number
  /** The name of a tag that the source lists, null while it has not. */
  tagName: (id: string) => string | null
}

/** Makes the function that stores a track's facts. */
export function trackFacts(db: WritableDb, { similarRow, tagName }: Named): (track: number, facts: TrackFacts) => void {
  const addFact = db.prepare(
    `INSERT INTO track_fact (track_id, album, duration_ms, mbid, isrc, uri, explicit, popularity)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET album = coalesce(album, excluded.album),
       duration_ms = coalesce(duration_ms, excluded.duration_ms), mbid = coalesce(mbid, excluded.mbid),
       isrc = coalesce(isrc, excluded.isrc), uri = coalesce(uri, excluded.uri),
       explicit = coalesce(explicit, excluded.explicit), popularity = coalesce(popularity, excluded.popularity)`,
  )
  const addYear = db.prepare('UPDATE track SET year = ? WHERE track_id = ? AND (year IS NULL OR year > ?)')
  const addFeatures = db.prepare(
    `INSERT INTO track_feature (track_id, ${featureColumns.join(', ')})
     VALUES (?, ${featureColumns.map(() => '?').join(', ')})
     ON CONFLICT DO UPDATE SET ${featureColumns.map((name) => `${name} = coalesce(${name}, excluded.${name})`).join(', ')}`,
  )
  const addLyrics = db.prepare('INSERT INTO track_lyrics (track_id, lyrics) VALUES (?, ?) ON CONFLICT DO NOTHING')
  const addLabel = db.prepare(
    `INSERT INTO track_label (track_id, label_id, weight) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET weight = max(weight, excluded.weight)`,
  )
  const addSimilar = db.prepare(
    'INSERT INTO track_similar (track_id, similar_id, weight) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const labelRow = labelRows(db)

  return (track, facts) => {
    if (facts.year !== undefined) addYear.run(facts.year, track, facts.year)
    if (saysMore(facts)) {
      const {
        album = null,
        durationMs = null,
        mbid = null,
        isrc = null,
        uri = null,
        explicit,
        popularity = null,
      } = facts
      const isExplicit = explicit === undefined ? null : Number(explicit)
      addFact.run(track, album, durationMs, mbid, isrc, uri, isExplicit, popularity)
    }
    const { features } = facts
    if (features !== undefined) addFeatures.run(track, ...trackFeatures.map((name) => features[name] ?? null))
    if (facts.lyrics !== undefined) addLyrics.run(track, facts.lyrics)
    for (const label of facts.labels ?? []) {
      const name = label.listed === true ? tagName(label.name) : label.name
      if (name !== null)
        addLabel.run(track, labelRow({ ...label, name: label.listed ? name.toLowerCase() : name }), label.weight)
    }
    for (const similar of facts.similar ?? []) addSimilar.run(track, similarRow(similar), similar.weight)
  }
}

function saysMore({ album, durationMs, mbid, isrc, uri, explicit, popularity }: TrackFacts): boolean {
  return [album, durationMs, mbid, isrc, uri, explicit, popularity].some((value) => value !== undefined)
}

/** The row id of a label, made when new. */
function labelRows(db: WritableDb): (label: Label) => number {
  const find = db.prepare('SELECT label_id FROM label WHERE kind = ? AND name = ?').pluck()
  const add = db.prepare('INSERT INTO label (kind, name) VALUES (?, ?)')
  const known = new Map<string, number>()
  return ({ kind, name }) => {
    const key = `${kind} ${name}`
    const row =
      known.get(key) ?? (find.get(kind, name) as number | undefined) ?? Number(add.run(kind, name).lastInsertRowid)
    known.set(key, row)
    return row
  }
}
