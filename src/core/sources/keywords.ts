/** Stable reason keywords, the same in ledger, window and command line (reliability contract, table of keywords). */

export const rejectsFile = [
  'archive-bomb',
  'archive-corrupt',
  'archive-crc',
  'archive-encrypted',
  'archive-nested',
  'archive-path-traversal',
  'archive-truncated',
  'archive-window-too-large',
  'binary-file',
  'column-required-missing',
  'columns-too-many',
  'empty-file',
  'header-duplicate',
  'json-syntax',
  'json-too-deep',
  'json-too-large',
  'json-truncated',
  'no-valid-rows',
  'not-a-dataset',
  'not-a-file',
  'not-found',
  'permission-denied',
  // Refuses a file that is only looked at; an import pauses instead.
  'read-error',
  'schema-mismatch',
  'xml-doctype',
  'xml-syntax',
  'xml-too-deep',
] as const

export const spoilsRecord = [
  'archive-link-entry',
  'audio-unreadable',
  'columns-extra',
  'columns-missing',
  'date-invalid',
  'file-changed',
  'header-repeated',
  'json-syntax',
  'json-too-deep',
  'json-truncated',
  'name-empty',
  'no-opinion',
  'not-music',
  'nul-byte',
  'play-skipped',
  'plays-invalid',
  'quote-unclosed',
  'record-cut-off',
  'row-too-long',
  'schema-mismatch',
  'value-out-of-range',
] as const

export const setsAside = ['orphan-artist', 'orphan-song', 'orphan-tag'] as const

export const repairs = [
  'archive-mislabelled',
  'archive-multi-member',
  'archive-trailing-bytes',
  'blank-line',
  'case-variant',
  'columns-trailing-empty',
  'delimiter-detected',
  'duplicate-row',
  'encoding-bom',
  'encoding-legacy',
  'encoding-utf16',
  'header-missing',
  'header-normalised',
  'id-collision',
  'json-array',
  'json-concatenated',
  'json-duplicate-key',
  'json-forbidden-key',
  'location-ignored',
  'mbid-invalid',
  'mbid-missing',
  'name-formula',
  'name-markup',
  'name-normalised',
  'name-truncated',
  'newline-cr',
  'newline-crlf',
  'newline-mixed',
  'quote-literal',
  'quote-multiline',
  'quote-stray',
  'xml-external-dtd-ignored',
] as const

export type FileKeyword = (typeof rejectsFile)[number]
export type RecordKeyword = (typeof spoilsRecord)[number]
export type RepairKeyword = (typeof repairs)[number]
export type SetAsideKeyword = (typeof setsAside)[number]
export type Keyword = FileKeyword | RecordKeyword
