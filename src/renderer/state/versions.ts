/** The versions of the track that is looked at. */
import { create } from 'zustand'
import type { ItemId, Version } from '#api/schemas.ts'
import { client } from './client.ts'

export const useVersions = create<{ of: ItemId | null; items: Version[] }>(() => ({ of: null, items: [] }))

/** Read the versions of a track's work; none are shown where it has left the library. */
export async function loadVersions(id: ItemId): Promise<void> {
  try {
    useVersions.setState({ of: id, items: (await client.versions({ id })).items })
  } catch {
    useVersions.setState({ of: id, items: [] })
  }
}
