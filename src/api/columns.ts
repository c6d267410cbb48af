/** Column mapping: what the columns of a table that no data set explains mean. */
import { z } from 'zod'

/** What the rows of a table are. */
export const ColumnTarget = z.enum([
  /** Tracks with whatever is known of them. */
  'tracks',
  /** Who plays or likes which track. */
  'track-plays',
  /** Who plays or likes which band. */
  'artist-plays',
  /** One play a row, with its moment. */
  'listens',
  /** One entry of a playlist a row. */
  'lists',
  /** One tag of a track a row. */
  'tags',
])

export const ColumnRole = z.enum([
  'artist',
  'title',
  'album',
  'year',
  'duration',
  'trackId',
  'mbid',
  'isrc',
  'uri',
  'popularity',
  'explicit',
  'genre',
  'mood',
  'activity',
  'tag',
  'language',
  'lyrics',
  'tempo',
  'loudness',
  'musicalKey',
  'mode',
  'timeSignature',
  'danceability',
  'energy',
  'valence',
  'arousal',
  'acousticness',
  'instrumentalness',
  'liveness',
  'speechiness',
  'similarArtist',
  'similarTitle',
  'similarScore',
  'listener',
  'plays',
  'playedAt',
  'msPlayed',
  'listId',
  'listName',
])

/** The roles without which rows of a target make no sense; of a choice within one is enough. */
export const requiredRoles: Record<ColumnTarget, readonly (readonly ColumnRole[])[]> = {
  tracks: [['artist'], ['title']],
  'track-plays': [['listener'], ['trackId', 'title'], ['trackId', 'artist']],
  'artist-plays': [['listener'], ['artist']],
  listens: [['artist'], ['title'], ['playedAt']],
  lists: [['listId', 'listName'], ['artist'], ['title']],
  tags: [['artist'], ['title'], ['tag']],
}

export const TableEncoding = z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'])

/** How a table is to be read. What is left out is found in the content, as for every file. */
export const ColumnMapping = z.strictObject({
  target: ColumnTarget,
  /** A column by its header name, or by its place from 0. Genre, mood, activity, tag and the similar roles may repeat. */
  columns: z
    .array(z.strictObject({ column: z.union([z.number().int().nonnegative(), z.string().max(500)]), role: ColumnRole }))
    .max(1000),
  /** One to eight characters, such as `,` or `<SEP>`. */
  delimiter: z.string().min(1).max(8).optional(),
  encoding: TableEncoding.optional(),
  /** Whether the first record names the columns. */
  header: z.boolean().optional(),
})

/** A mapping kept for tables whose header has these columns. */
export const ColumnPreset = z.object({
  id: z.number().int(),
  name: z.string(),
  mapping: ColumnMapping,
  /** The header that it is applied to, whatever the file is called. */
  header: z.array(z.string()),
  savedAt: z.string(),
})

export type ColumnTarget = z.infer<typeof ColumnTarget>
export type ColumnRole = z.infer<typeof ColumnRole>
export type ColumnMapping = z.infer<typeof ColumnMapping>
export type ColumnPreset = z.infer<typeof ColumnPreset>
export type TableEncoding = z.infer<typeof TableEncoding>
