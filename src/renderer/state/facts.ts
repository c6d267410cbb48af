/** What is known of the track that is looked at. */
import { create } from 'zustand'
import type { ItemId } from '#api/schemas.ts'
import type { TrackFacts } from '#api/track-facts.ts'
import { client } from './client.ts'

export const useFacts = create<{ of: ItemId | null; facts: TrackFacts | null }>(() => ({ of: null, facts: null }))

/** Read the facts of a track; there are none where it has left the library. */
export async function loadFacts(id: ItemId): Promise<void> {
  try {
    useFacts.setState({ of: id, facts: await client.trackFacts({ id }) })
  } catch {
    useFacts.setState({ of: id, facts: null })
  }
}
