/** The listener's column presets, as files are recognised by them. */
import type { ColumnPreset } from '#api/columns.ts'
import { AppError } from '#api/errors.ts'
import { deleteColumnPreset, listColumnPresets, saveColumnPreset } from '#core/store/column-preset-rows.ts'
import type { ReadableDb, WritableDb } from '#core/store/open.ts'
import { foldHeader } from '../fields.ts'
import type { HeaderPreset } from '../table-fits.ts'

type Owner<Db> = { user: Db; profileId: number }

/** Presets by the header that they belong to. */
export function headerPresets({ user, profileId }: Owner<ReadableDb>): HeaderPreset[] {
  return listColumnPresets(user, profileId).map(({ id, name, header, mapping }) => ({
    id,
    name,
    header: header.map(foldHeader),
    mapping,
  }))
}

/** Keep a mapping for every table with this header. */
export function savePreset(
  { user, profileId }: Owner<WritableDb>,
  preset: Pick<ColumnPreset, 'name' | 'header' | 'mapping'>,
): ColumnPreset {
  return saveColumnPreset(user, profileId, { ...preset, key: preset.header.map(foldHeader).join('\n') })
}

/** Forget a preset. Throws AppError preset-not-found. */
export function deletePreset({ user, profileId }: Owner<WritableDb>, id: number): { name: string } {
  const name = deleteColumnPreset(user, profileId, id)
  if (name === null) throw new AppError('preset-not-found', `No column preset with the number ${id}.`)
  return { name }
}
