/** What a folder of audio files holds before anything is imported: its first files as the import reads them. */
import type { InspectedFile } from '#api/schemas.ts'
import { audioFiles, listAudioFiles } from './audio-folder.ts'
import { readTags } from './audio-tags.ts'

const fields = ['artist', 'title', 'album', 'seconds', 'file'] as const
const mostShown = 100

/** Inspect a folder of audio files; `bytes` is what all of them have. */
export async function inspectAudio(folder: string): Promise<Omit<InspectedFile, 'ref' | 'name'>> {
  const { files, unlisted } = await listAudioFiles(folder)
  const { format, formatName, table } = audioFiles
  const rows: InspectedFile['rows'] = []
  const repaired: Record<string, number> = {}
  for (const [at, file] of files.slice(0, mostShown).entries()) {
    const { track, problem, notes } = await readTags(file)
    const seconds = track?.facts.durationMs === undefined ? '' : String(Math.round(track.facts.durationMs / 1000))
    const shown = [track?.artist ?? '', track?.title ?? '', track?.facts.album ?? '', seconds, file.name]
    rows.push({ line: at + 1, fields: shown, rejected: problem })
    for (const keyword of notes) repaired[keyword] = (repaired[keyword] ?? 0) + 1
  }
  for (const { name, keyword } of unlisted.slice(0, mostShown - rows.length)) {
    rows.push({ line: rows.length + 1, fields: ['', '', '', '', name], rejected: keyword })
  }
  return {
    ...{ format, formatName, table, confidence: 1, bytes: files.reduce((sum, file) => sum + file.bytes, 0) },
    ...{ encoding: null, compression: 'none', delimiter: null, hasHeader: false },
    ...{ mapping: null, lacking: [], preset: null },
    columns: fields.map((name) => ({ name, role: name, required: name === 'artist' || name === 'title' })),
    ...{ rows, repaired, refused: null },
  }
}
