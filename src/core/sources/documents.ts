/** Reading files whose records are not rows of a table: the format's own reader between the bytes and the sink. */
import { newStreamState } from './bytes.ts'
import type { Content } from './content.ts'
import type { Keyword, RepairKeyword } from './keywords.ts'
import type { FileSink, RecognisedDocuments, RepairCounts, Step } from './reader.ts'
import { textPieces, wholeText } from './text.ts'

/** Feeds `sink` with every record of a file; a step per piece of text. */
export async function* readDocuments(
  content: Content,
  recognised: RecognisedDocuments,
  sink: FileSink,
): AsyncGenerator<Step> {
  const state = newStreamState()
  const { reader, note, takeRepairs } = documentReader(recognised, sink)
  const step = (): Step => ({ bytesRead: state.bytesRead, bytesTotal: content.bytes, repaired: takeRepairs() })
  for await (const { text, legacyStarts } of textPieces(content.chunks(state), recognised.encoding)) {
    if (legacyStarts.length > 0) note('encoding-legacy', legacyStarts.length)
    reader.push(text)
    yield step()
  }
  reader.end()
  if (state.changed) sink.reject({ keyword: 'file-changed', line: 0, text: '' }, null)
  for (const keyword of state.notes) note(keyword)
  yield step()
}

/** Feeds `sink` with every record of UTF-8 content that lies in memory, without waiting; returns what was put right. */
export function readShortDocuments(bytes: Buffer, recognised: RecognisedDocuments, sink: FileSink): RepairCounts {
  const { text, legacyStarts } = wholeText(bytes, recognised.encoding)
  const { reader, note, takeRepairs } = documentReader(recognised, sink)
  if (legacyStarts.length > 0) note('encoding-legacy', legacyStarts.length)
  reader.push(text)
  reader.end()
  return takeRepairs()
}

function documentReader(recognised: RecognisedDocuments, sink: FileSink) {
  let repaired: RepairCounts = {}
  const note = (keyword: RepairKeyword, times = 1): void => {
    repaired[keyword] = (repaired[keyword] ?? 0) + times
  }
  for (const keyword of recognised.repaired) note(keyword)
  const reader = recognised.table.createReader({
    row: sink.row,
    reject: (keyword: Keyword, line, text) => sink.reject({ keyword, line, text: text.slice(0, 500) }, null),
    note,
  })
  const takeRepairs = (): RepairCounts => {
    const taken = repaired
    repaired = {}
    return taken
  }
  return { reader, note, takeRepairs }
}
