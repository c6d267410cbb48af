/** Column mappings that a listener keeps for tables with the same header. */
import { ColumnMapping, type ColumnPreset } from '#api/columns.ts'
import type { ReadableDb, WritableDb } from './open.ts'

type PresetRow = { id: number; name: string; header: string; mapping: string; savedAt: string }

const selected = 'SELECT preset_id AS id, name, header, mapping, saved_at AS savedAt FROM column_preset'

function asPreset(row: PresetRow): ColumnPreset {
  return { ...row, header: JSON.parse(row.header), mapping: ColumnMapping.parse(JSON.parse(row.mapping)) }
}

/** By name. */
export function listColumnPresets(db: ReadableDb, profileId: number): ColumnPreset[] {
  const rows = db.prepare(`${selected} WHERE profile_id = ? ORDER BY name, preset_id`).all(profileId)
  return (rows as PresetRow[]).map(asPreset)
}

/** Keep a preset; one for the same header (`key`) gives way. */
export function saveColumnPreset(
  db: WritableDb,
  profileId: number,
  { name, header, key, mapping }: Pick<ColumnPreset, 'name' | 'header' | 'mapping'> & { key: string },
): ColumnPreset {
  const row = db
    .prepare(
      `INSERT INTO column_preset (profile_id, name, header, header_key, mapping, saved_at)
       VALUES (?, ?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
       ON CONFLICT (profile_id, header_key) DO UPDATE SET name = excluded.name, header = excluded.header,
         mapping = excluded.mapping, saved_at = excluded.saved_at
       RETURNING preset_id AS id, name, header, mapping, saved_at AS savedAt`,
    )
    .get(profileId, name, JSON.stringify(header), key, JSON.stringify(mapping)) as PresetRow
  return asPreset(row)
}

/** Forget a preset; its name, or null where there is none. */
export function deleteColumnPreset(db: WritableDb, profileId: number, id: number): string | null {
  const deleted = db.prepare('DELETE FROM column_preset WHERE profile_id = ? AND preset_id = ? RETURNING name').pluck()
  return (deleted.get(profileId, id) as string | undefined) ?? null
}
