/** M3U8 as players read it: UTF-8 without BOM, LF, `#EXTM3U` first, whole seconds (−1 unknown). */

export type ExportRow = {
  artist: string
  title: string | null
  album: string | null
  year: number | null
  durationMs: number | null
  /** Where the file lies on this computer; null where no file is known. */
  path: string | null
}

/** A row without a file is written as its `Artist - Title`, which players show and skip. */
export function writeM3u8(name: string, rows: readonly ExportRow[]): string {
  const lines = ['#EXTM3U', `#PLAYLIST:${oneLine(name)}`]
  for (const row of rows) {
    const seconds = row.durationMs === null ? -1 : Math.round(row.durationMs / 1000)
    lines.push(`#EXTINF:${seconds},${label(row)}`, row.path === null ? entryLine(label(row)) : entryLine(row.path))
  }
  return `${lines.join('\n')}\n`
}

function label(row: ExportRow): string {
  return oneLine(row.title === null ? row.artist : `${row.artist} - ${row.title}`)
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ')
}

/** An entry that begins with `#` would be read as a comment. */
function entryLine(text: string): string {
  return text.startsWith('#') ? `./${text}` : text
}

export type ReadEntry = { seconds: number | null; label: string | null; location: string }

/** Read M3U and M3U8: any line ends, a BOM, a missing header. Entries carry the `#EXTINF` before them, where there is one. */
export function readM3u8(text: string): { name: string | null; entries: ReadEntry[] } {
  let name: string | null = null
  let pending: { seconds: number | null; label: string } | null = null
  const entries: ReadEntry[] = []
  for (const line of text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/)) {
    const trimmed = line.trim()
    if (trimmed === '') continue
    if (trimmed.startsWith('#PLAYLIST:')) name = trimmed.slice('#PLAYLIST:'.length)
    else if (trimmed.startsWith('#EXTINF:')) pending = extinf(trimmed.slice('#EXTINF:'.length))
    else if (!trimmed.startsWith('#')) {
      entries.push({ seconds: pending?.seconds ?? null, label: pending?.label ?? null, location: trimmed })
      pending = null
    }
  }
  return { name, entries }
}

function extinf(text: string): { seconds: number | null; label: string } {
  const comma = text.indexOf(',')
  const seconds = Number.parseFloat(comma === -1 ? text : text.slice(0, comma))
  return {
    seconds: Number.isFinite(seconds) && seconds >= 0 ? seconds : null,
    label: comma === -1 ? '' : text.slice(comma + 1).trim(),
  }
}
