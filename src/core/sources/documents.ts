/** Reading files whose records are not rows of a table: the format's own reader between the bytes and the sink. */
import { newStreamState } from './bytes.ts'
import type { Content } from './content.ts'
import type { Keyword, RepairKeyword } from './keywords.ts'
import type { FileSink, RecognisedDocuments, RepairCounts, Step } from './reader.ts'
import { textPieces } from './text.ts'

/** Feeds `sink` with every record of a file; a step per piece of text. */
export async function* readDocuments(
  content: Content,
  recognised: RecognisedDocuments,
  sink: FileSink,
): AsyncGenerator<Step> {
  const state = newStreamState()
  let repaired: RepairCounts = Object.fromEntries(recognised.repaired.map((keyword) => [keyword, 1]))
  const note = (keyword: RepairKeyword, times = 1): void => {
    repaired[keyword] = (repaired[keyword] ?? 0) + times
  }
  const reader = recognised.table.createReader({
    row: sink.row,
    reject: (keyword: Keyword, line, text) => sink.reject({ keyword, line, text: text.slice(0, 500) }, null),
    note,
  })
  const step = (): Step => {
    const counts = repaired
    repaired = {}
    return { bytesRead: state.bytesRead, bytesTotal: content.bytes, repaired: counts }
  }
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
