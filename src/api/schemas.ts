/** The shapes that cross the contract. Schemas first, types from them, so that both cannot drift apart. */
import { z } from 'zod'
import { ColumnMapping, ColumnRole } from './columns.ts'
import { errorCodes } from './errors.ts'
import { TrackFeature } from './track-facts.ts'

/** Opaque to every client: `a17` is a band, `t42` a track. */
export const ArtistId = z.string().regex(/^a\d{1,15}$/)
export const TrackId = z.string().regex(/^t\d{1,15}$/)
export const ItemId = z.string().regex(/^[at]\d{1,15}$/)
/** A file that the host picked or received; clients never name paths. */
export const FileRef = z.string().regex(/^f-[0-9a-f]{16,64}$/)

/**
 * word2vec's two forms open in gensim; the CSV has a band and its numbers a row. `npy` is NumPy's form of the numbers
 * alone, `npy-meta` the table that names its rows.
 */
export const VectorFormat = z.enum(['word2vec', 'word2vec-binary', 'csv', 'npy', 'npy-meta'])
/** A file that the core wrote, to save or download. */
export const ExportedFile = z.object({ ref: FileRef, name: z.string(), bytes: z.number().int() })

const Count = z.number().int().nonnegative()
const Name = z.string().min(1).max(500)

export const Kind = z.enum(['artist', 'track'])
/** What Sidetrack learns by. */
export const Algorithm = z.enum(['sgns', 'als', 'neighbours'])
/** Where a model comes from: learned here, or ready-made vectors. */
export const ModelOrigin = z.enum([...Algorithm.options, 'imported'])

export const CatalogItem = z.object({
  id: ItemId,
  kind: Kind,
  artist: z.string(),
  /** The band of a track; the band itself for a band. */
  artistId: ArtistId,
  title: z.string().optional(),
  /** Whom credits of a track name beside its band. */
  guests: z.array(z.string()).optional(),
  /** A track's release year; the year in which a band began. Absent where unknown. */
  year: z.number().int().optional(),
  country: z.string().optional(),
  genres: z.array(z.string()),
  /** Listeners in the library who have it. */
  listeners: Count,
  /** Set where the listener has the track, or one of the band's, in a file on this computer. */
  owned: z.literal(true).optional(),
})

/** A folder of audio files: how many are there, and how many are not any more. */
export const AudioFolder = z.object({
  /** Of its source. */
  id: z.number().int(),
  folder: z.string(),
  name: z.string(),
  files: Count,
  vanished: Count,
  /** Looked through by itself: at the start, and every few minutes while the window's program runs. */
  watched: z.boolean(),
  /** Files seen to have changed, which come in by themselves at that time. */
  waiting: z.object({ files: Count, until: z.string() }).nullable(),
})

/** A file that may be a track of the library: only the listener can tell. */
export const FileDoubt = z.object({
  file: z.number().int(),
  /** What its tags say. */
  artist: z.string(),
  title: z.string(),
  path: z.string(),
  durationMs: Count.nullable(),
  /** The track of the library. */
  item: CatalogItem,
})

/** One version of a work, from all sources that list it. */
export const Version = z.object({
  id: TrackId,
  /** As the source writes it, guests and all. */
  artist: z.string(),
  guests: z.array(z.string()).optional(),
  title: z.string(),
  /** What its title says of it, such as `Live`; null for the plain one. */
  version: z.string().nullable(),
  year: z.number().int().optional(),
  album: z.string().optional(),
  durationMs: z.number().int().optional(),
  sources: z.array(z.string()),
  /** Whether it stands for the work in lists. */
  shown: z.boolean(),
})

export const Metrics = z.object({
  recallAt20: z.number(),
  ndcgAt20: z.number(),
  /** Listeners whose hidden items were looked for. */
  listeners: Count,
})

export const ParameterValue = z.union([z.number(), z.string(), z.boolean()])

/** What a model took in after it was learned, without being learned again. */
export const ModelUpdate = z.object({
  at: z.string(),
  /** The share of interactions that came or went since the model was learned, 0 to 1. */
  changed: z.number(),
  /** The share of lists of 20 that stayed as it was in this update, over some bands or tracks. */
  overlapAt20: z.number(),
  seconds: z.number(),
  /** So much has changed that learning again is advised. */
  learnAgain: z.boolean(),
})

export const ModelSummary = z.object({
  id: z.number().int(),
  algorithm: ModelOrigin,
  entity: Kind,
  parameters: z.record(z.string(), ParameterValue),
  seed: z.number().int(),
  /** Digest of the interactions it learned from. */
  fingerprint: z.string(),
  trainedAt: z.string(),
  seconds: z.number(),
  items: Count,
  listeners: Count,
  interactions: Count,
  /** Measured on items hidden from training; null where the library holds too few to hide. */
  quality: Metrics.nullable(),
  /** The same measure for recommending the most popular bands to everyone. */
  baseline: Metrics.nullable(),
  /** Its part in lists that all models make together, 0 to 1, found on hidden items; null where they all have the same. */
  weight: z.number().min(0).max(1).nullable(),
  updated: ModelUpdate.nullable(),
  /** True when the library's interactions have changed since. */
  stale: z.boolean(),
})

export const Outcome = z.enum(['accepted', 'repaired', 'partial', 'rejected'])
const KeywordCounts = z.record(z.string(), Count)

/**
 * read = kept + merged + setAside + the sum over rejected, always. A file refused as a whole carries its keyword with
 * the records that it spoilt, which are none where no record was read.
 */
export const FileLedger = z.object({
  id: z.number().int(),
  /** As the user named it: a base name in the window, the argument on the command line. */
  path: z.string(),
  format: z.string().nullable(),
  /** Which table of the format, such as `artists` or `interactions`. */
  table: z.string().nullable(),
  outcome: Outcome,
  bytes: Count,
  read: Count,
  kept: Count,
  merged: Count,
  setAside: Count,
  rejected: KeywordCounts,
  repaired: KeywordCounts,
  /** Why merged rows were merged (also counted among the repairs) and set-aside rows set aside. */
  merges: KeywordCounts,
  setAsides: KeywordCounts,
  /** The keyword under which the file as a whole was refused, with words for people; null where it was not. */
  reason: z.string().nullable(),
  message: z.string().nullable(),
})

/** Rules that join spellings of a band, in the order in which they are tried. */
export const CleaningRule = z.enum([
  'case-variant',
  'typography',
  'entities',
  'mojibake',
  'article-order',
  'ampersand',
  'accents',
  'symbols',
  'punctuation',
  'article',
  'spacing',
  'guests',
  'split-credits',
])
/** What hears the genre of a track in its sound, after the data sets that each learned from. */
export const GenreClassifier = z.enum(['dortmund', 'rosamerica', 'tzanetakis'])
/** Who has a say on genres: listeners by their tags, a source by what it states, classifiers by sound. */
export const GenreVoter = z.enum(['listeners', 'source', ...GenreClassifier.options])
export const GenreVoice = z.object({
  voter: GenreVoter,
  /** The name of a source. */
  source: z.string().optional(),
  /** Strongest first; shares of this voice, 0 to 1, of which a classifier may leave some open. */
  says: z.array(z.object({ genre: z.string(), share: z.number() })),
})
/** What is said of the genres of a band or track, before the listener's word. */
export const GenreVotes = z.object({
  /** As counted, strongest first; of a track, those of its band. */
  counted: z.array(z.object({ genre: z.string(), share: z.number() })),
  /** Of a band: what each voter says of it. Of a track: what each says of this track. */
  voices: z.array(GenreVoice),
  /** Voices that are clear do not name one broad genre first, or name another one than what is counted. */
  inDoubt: z.boolean(),
  /** What the listener said of this band or track itself. */
  corrected: z.array(z.object({ genre: z.string(), is: z.boolean() })),
})
/** The listener's word on a genre of a band, or of one of its tracks. */
export const GenreCorrection = z.object({
  artist: z.string(),
  title: z.string().nullable(),
  genre: z.string(),
  verdict: z.enum(['is', 'is-not']),
})
/** A rule thrown for an import: it holds for the whole library from then on. */
export const CleaningSwitch = z.strictObject({ rule: CleaningRule, on: z.boolean() })
/** What cleaning would do to files that are not imported yet, by the first records of each. */
export const CleaningPreview = z.object({
  records: Count,
  /** Whether these are all their records. */
  whole: z.boolean(),
  /** Spellings of bands in them. */
  bands: Count,
  /** `joins`: new spellings that a rule joins to a band, or would join in addition while it is off. */
  rules: z.array(
    z.object({
      rule: CleaningRule,
      on: z.boolean(),
      joins: Count,
      examples: z.array(z.object({ name: z.string(), band: z.string() })),
    }),
  ),
  /** Titles that stand in for a missing one, hold strong language, or go beyond printable ASCII. */
  titles: z.object({ placeholder: Count, explicit: Count, beyondAscii: Count }),
})
export const CleaningState = z.object({
  /** `joins`: spellings that the rule joins to a band; while it is off, those that it would join in addition. */
  rules: z.array(z.object({ rule: CleaningRule, on: z.boolean(), joins: Count })),
  /** Spellings joined because the listener said so, and pairs kept apart. */
  merged: Count,
  keptApart: Count,
  suggestions: Count,
  /** The classifier of genres that is believed alone; null where all three have a say. */
  trusted: GenreClassifier.nullable(),
  /** The library is indexed by other choices than these: a job is on its way or must be started. */
  pending: z.boolean(),
})
/** Two bands that may be one, the better known first. */
export const ArtistSuggestion = z.object({
  artist: CatalogItem,
  other: CatalogItem,
  /** The rule that would join them, or that one letter tells their names apart. */
  rule: z.enum([...CleaningRule.options, 'one-letter']),
  sharedListeners: Count,
  sharedTracks: Count,
})

/** How well a source is described and listened to, counted when the library was last indexed. */
export const Coverage = z.object({
  /** What is counted: its tracks, or its bands where it lists no tracks. */
  of: Kind,
  total: Count,
  /** By first year of the decade; `unknown` without a year. A band stands in each of its decades. */
  decades: z.array(z.object({ decade: z.number().int(), count: Count })),
  unknownDecade: Count,
  /** Its bands that have a genre, and its largest broad genres. */
  bands: Count,
  bandsWithGenre: Count,
  genres: z.array(z.object({ name: z.string(), bands: Count })),
  /** How many listeners there are for one: none, 1, 2 to 4, 5 to 19, 20 or more. */
  listeners: z.object({ none: Count, one: Count, few: Count, some: Count, many: Count }),
  /** Tracks of which it says how they sound. */
  withSound: Count,
})

/** A licence or an origin in a few words; null where it is not known. */
export const Stated = z
  .string()
  .trim()
  .max(500)
  .transform((text) => text || null)
  .nullable()

export const Source = z.object({
  id: z.number().int(),
  name: z.string(),
  format: z.string(),
  simulated: z.boolean(),
  /** False: no model learns from it. */
  forTaste: z.boolean(),
  importedAt: z.string(),
  seconds: z.number(),
  licence: z.string().nullable(),
  origin: z.string().nullable(),
  counts: z.object({ artists: Count, tracks: Count, listeners: Count, interactions: Count }),
  coverage: Coverage.nullable(),
  files: z.array(FileLedger),
})

export const ImportResult = z.object({
  source: z.number().int().nullable(),
  name: z.string(),
  files: z.array(FileLedger),
  seconds: z.number(),
})
export const TrainResult = z.object({ models: z.array(ModelSummary) })
/** Rows = matched + repeated + unmatched. */
export const VectorsResult = z.object({
  model: z.number().int(),
  entity: Kind,
  format: VectorFormat.exclude(['npy-meta']),
  dimensions: Count,
  rows: Count,
  /** Rows that are vectors of the model now. */
  matched: Count,
  /** Rows of a band or track that an earlier row had already. */
  repeated: Count,
  /** Rows whose name the library does not have, and the first few of those names. */
  unmatched: Count,
  unmatchedNames: z.array(z.string()),
})
export const RemoveResult = z.object({ source: z.number().int(), name: z.string() })

export const JobKind = z.enum(['import', 'sample', 'train', 'vectors', 'remove', 'remove-model', 'describe', 'reindex'])
/** What a job is doing; the window words it. */
export const JobPhase = z.enum([
  'waiting',
  'reading',
  'linking',
  'indexing',
  'preparing',
  'tuning',
  'learning-sgns',
  'learning-als',
  'learning-neighbours',
  'measuring',
  'weighing',
  'saving',
  'removing',
])
/**
 * `paused` work was asked to wait or ran into a full disk or an unreadable file (then `error` says so); `interrupted` work
 * was cut short by the end of Sidetrack. Both go on where they stopped, also after a start, unless they are cancelled.
 */
export const JobState = z.enum(['running', 'paused', 'interrupted', 'done', 'cancelled', 'failed'])
export const ErrorShape = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  suggestions: z.array(z.string()).optional(),
})
export const Job = z.object({
  id: z.number().int(),
  kind: JobKind,
  /** The source or models it is about, as text to show. */
  subject: z.string(),
  state: JobState,
  phase: JobPhase,
  /** 0 to 1 over the whole job. */
  fraction: z.number().min(0).max(1),
  /** Records or listener items handled so far in this phase, and per second. */
  handled: Count,
  perSecond: z.number().nonnegative(),
  /** Bytes of files read so far, and of all files; 0 of 0 where no file is read. */
  bytesRead: Count,
  bytesTotal: Count,
  /** Worked on so far, pauses left out. */
  secondsElapsed: z.number().nonnegative(),
  /** Said from 5 seconds on. */
  secondsLeft: z.number().nonnegative().nullable(),
  startedAt: z.string(),
  import: ImportResult.optional(),
  train: TrainResult.optional(),
  vectors: VectorsResult.optional(),
  remove: RemoveResult.optional(),
  error: ErrorShape.optional(),
})

export const LibraryStatus = z.object({
  counts: z.object({ artists: Count, tracks: Count, listeners: Count, interactions: Count }),
  bytes: Count,
  sources: z.array(z.object({ id: z.number().int(), name: z.string(), simulated: z.boolean() })),
  models: z.array(ModelSummary),
  /** The sample library's source, where loaded. */
  sample: z.number().int().nullable(),
  access: z.enum(['read-write', 'read-only']),
  /** Jobs running now, those that can go on, and the last finished ones, newest first. */
  jobs: z.array(Job),
  /** Connections to anything but this computer that were tried since the start; each one was refused. */
  networkRequests: Count,
})

export const Facets = z.object({
  genres: z.array(z.object({ name: z.string(), parent: z.string().nullable(), artists: Count })),
  decades: z.array(z.object({ decade: z.number().int(), artists: Count })),
  sources: z.array(z.object({ id: z.number().int(), name: z.string(), artists: Count })),
  /** Tracks that the listener has in files. */
  ownedTracks: Count,
})

export const Filters = z.object({
  /** Any of these genres, or of genres below them. */
  genres: z.array(Name).max(50).default([]),
  /** Any of these decades, as their first year: 1990. */
  decades: z.array(z.number().int().min(1000).max(2990).multipleOf(10)).max(50).default([]),
  /** Any of these sources. */
  sources: z.array(z.number().int()).max(50).default([]),
  /** Only tracks that the listener has in files, or only others; only bands of which they have a file, or of which none. */
  owned: z.enum(['only', 'not']).optional(),
  /** Only tracks that a source calls by one of these: moods, activities, languages, tags; only bands that have one. */
  labels: z.array(Name).max(50).optional(),
  /** Only tracks of which a source gives these numbers, each within its bounds; only bands that have one. */
  features: z
    .array(z.strictObject({ name: TrackFeature, least: z.number().optional(), most: z.number().optional() }))
    .max(20)
    .optional(),
})

export const Seed = z.union([
  z.object({ id: ItemId }),
  z.object({ kind: z.literal('artist'), name: Name }),
  /** `Artist - Title`, an id or an MBID. */
  z.object({ kind: z.literal('track'), name: Name }),
])

export const Strength = z.enum(['very close', 'close', 'related', 'loose'])

/**
 * One reason for one row. The shape is the same for every strategy; the contributions of a row add up to its score.
 */
export const Evidence = z.object({
  kind: z.enum(['heard-together', 'steered-away']),
  /** The model that says so, and of what: tracks may be there for their bands. */
  model: z.object({ id: z.number().int(), algorithm: ModelOrigin, entity: Kind }),
  seed: z.object({ id: ItemId, name: z.string() }),
  contribution: z.number(),
  /** Cosine between the seed and this row in that model, -1 to 1. */
  similarity: z.number(),
  /** Place of this row in that seed's own list, from 1. */
  place: z.number().int().positive(),
  /** Listeners who have both the seed and this row, or the bands of both where the model is of bands. */
  listeners: Count,
})

export const Recommendation = CatalogItem.extend({
  rank: z.number().int().positive(),
  score: z.number(),
  strength: Strength,
  evidence: z.array(Evidence),
})

export const RecommendResult = z.object({
  items: z.array(Recommendation),
  /** Over every candidate that passed the filters. */
  stats: z.object({ candidates: Count, mean: z.number(), std: z.number(), p95: z.number(), max: z.number() }),
  /** Bands or tracks left out, by the filter that left them out (the first that did). */
  filteredOut: z.record(z.string(), Count),
  seeds: z.array(CatalogItem.extend({ share: z.number() })),
  negatives: z.array(CatalogItem),
  models: z.array(z.object({ id: z.number().int(), algorithm: ModelOrigin, simulated: z.boolean() })),
  milliseconds: z.number(),
})

export const PlaylistSummary = z.object({
  id: z.number().int(),
  name: z.string(),
  entries: Count,
  createdAt: z.string(),
  updatedAt: z.string(),
})
export const PlaylistEntry = z.object({
  entryId: z.number().int(),
  /** Null while no source in the library has it; name and title stay. */
  item: ItemId.nullable(),
  kind: Kind,
  artist: z.string(),
  /** Whom the library's credits name beside the band. */
  guests: z.array(z.string()).optional(),
  title: z.string().optional(),
  year: z.number().int().optional(),
  genres: z.array(z.string()),
  /** Set where the listener has the track in a file on this computer. */
  owned: z.literal(true).optional(),
})
export const Playlist = PlaylistSummary.extend({ items: z.array(PlaylistEntry) })
export const PlaylistEdit = z.discriminatedUnion('type', [
  /** A band joins with its best-known track, or by its name alone where the library knows none. */
  z.object({ type: z.literal('add'), items: z.array(ItemId).min(1).max(10_000), at: Count.optional() }),
  z.object({ type: z.literal('remove'), entryIds: z.array(z.number().int()).min(1).max(100_000) }),
  /** Move entries, in their order, so that the first of them stands at place `to` (from 0) of the new list. */
  z.object({ type: z.literal('move'), entryIds: z.array(z.number().int()).min(1).max(100_000), to: Count }),
  z.object({ type: z.literal('rename'), name: Name }),
])
/** What came of a playlist file: a playlist of each list in it. */
export const PlaylistImported = z.object({
  playlists: z.array(
    z.object({
      id: z.number().int(),
      name: z.string(),
      entries: Count,
      /** Entries that the library has; the others stay by name. */
      matched: Count,
    }),
  ),
  /** Entries that were left out, by keyword. */
  rejected: KeywordCounts,
})
/** What a playlist can be written as. */
export const ExportFormat = z.enum(['m3u8', 'm3u', 'pls', 'xspf', 'jspf', 'csv'])

/** How a list is written for what will read it. All but `encoding` are for m3u8, m3u and pls. */
export const ListStyle = z.strictObject({
  /**
   * `relative`: to the folder of the list, or where that is not known, to the folder that holds all its files; `url`:
   * `file:` addresses. Absent: as they are here.
   */
  paths: z.enum(['absolute', 'relative', 'url']).optional(),
  /** Paths below the folder `from` begin with `to` instead, as another computer or a player's server has them. */
  swap: z.strictObject({ from: z.string().min(1).max(1000), to: z.string().max(1000) }).optional(),
  /** Backslashes in paths, and line ends of Windows. */
  windows: z.boolean().optional(),
  /** A track without a file has its names in the place of a path, which players skip, or is a comment. */
  withoutFile: z.enum(['label', 'comment']).optional(),
  /** ` - ` within names becomes ` – `, for players that part band and title there. */
  dashes: z.boolean().optional(),
  /** `utf-8-bom` is for csv that spreadsheets open, `windows-1252` for m3u and pls of old players. */
  encoding: z.enum(['utf-8', 'utf-8-bom', 'windows-1252']).optional(),
})

export const InspectedColumn = z.object({
  name: z.string(),
  /** The meaning Sidetrack gives it; null for a column it passes over. */
  role: z.string().nullable(),
  required: z.boolean(),
})
export const InspectedFile = z.object({
  ref: FileRef,
  name: z.string(),
  bytes: Count,
  format: z.string().nullable(),
  formatName: z.string().nullable(),
  table: z.string().nullable(),
  /** 0 to 1. */
  confidence: z.number().min(0).max(1),
  encoding: z.string().nullable(),
  compression: z.enum(['none', 'gzip', 'zstd', 'bzip2', 'parquet']),
  delimiter: z.string().nullable(),
  hasHeader: z.boolean(),
  /**
   * How its columns are read, where they are read by roles. Of a table that is not recognised (`refused` is set, `rows`
   * show it as it is) a suggestion to begin with: give it, completed, to `importInspect` and `importStart`.
   */
  mapping: ColumnMapping.nullable(),
  /** Roles that the mapping still needs; while there are any, the file cannot be imported. */
  lacking: z.array(ColumnRole),
  /** The listener's preset that was used because the header is its. */
  preset: z.object({ id: z.number().int(), name: z.string() }).nullable(),
  columns: z.array(InspectedColumn),
  /** The first 100 records as the importer reads them; `rejected` carries the reason keyword. */
  rows: z.array(z.object({ line: z.number().int(), fields: z.array(z.string()), rejected: z.string().nullable() })),
  repaired: KeywordCounts,
  /** Why it cannot be imported, in plain words with its keyword; null where it can. */
  refused: z.object({ keyword: z.string(), message: z.string() }).nullable(),
})
export const InspectResult = z.object({
  files: z.array(InspectedFile),
  /** A name for the source, and what the data set states of itself. */
  suggestedName: z.string(),
  licence: z.string().nullable(),
  origin: z.string().nullable(),
  /** Files that belong to the same set and are not among these, with what each would bring. */
  missing: z.array(
    z.object({ format: z.string(), table: z.string(), fileNames: z.array(z.string()), brings: z.string() }),
  ),
  /**
   * Files that hold ready-made vectors: for `vectorsImport`, with `names` as its `meta`. They are among `files` too, as
   * refused. A .npy file without `names` needs a table with as many rows; `trouble` says why vectors cannot be read.
   */
  vectors: z.array(
    z.object({
      file: FileRef,
      name: z.string(),
      format: VectorFormat.exclude(['npy-meta']),
      dimensions: Count,
      rows: Count.nullable(),
      names: z.object({ file: FileRef, name: z.string() }).nullable(),
      trouble: z.string().nullable(),
    }),
  ),
  /** Set where exactly these files are in the library already. */
  alreadyImported: z.object({ source: z.number().int(), name: z.string() }).nullable(),
  /** Set where these are records that were saved from a source in the library, and go back into it. */
  goesInto: z.object({ source: z.number().int(), name: z.string() }).nullable(),
})

export type VectorFormat = z.infer<typeof VectorFormat>
export type ArtistId = z.infer<typeof ArtistId>
export type TrackId = z.infer<typeof TrackId>
export type ItemId = z.infer<typeof ItemId>
export type FileRef = z.infer<typeof FileRef>
export type Kind = z.infer<typeof Kind>
export type Algorithm = z.infer<typeof Algorithm>
export type ModelOrigin = z.infer<typeof ModelOrigin>
export type CleaningPreview = z.infer<typeof CleaningPreview>
export type CleaningSwitch = z.infer<typeof CleaningSwitch>
export type VectorsResult = z.infer<typeof VectorsResult>
export type AudioFolder = z.infer<typeof AudioFolder>
export type FileDoubt = z.infer<typeof FileDoubt>
export type CatalogItem = z.infer<typeof CatalogItem>
export type Version = z.infer<typeof Version>
export type Metrics = z.infer<typeof Metrics>
export type ModelUpdate = z.infer<typeof ModelUpdate>
export type ModelSummary = z.infer<typeof ModelSummary>
export type Outcome = z.infer<typeof Outcome>
export type FileLedger = z.infer<typeof FileLedger>
export type CleaningRule = z.infer<typeof CleaningRule>
export type GenreClassifier = z.infer<typeof GenreClassifier>
export type GenreVoter = z.infer<typeof GenreVoter>
export type GenreVotes = z.infer<typeof GenreVotes>
export type GenreCorrection = z.infer<typeof GenreCorrection>
export type CleaningState = z.infer<typeof CleaningState>
export type ArtistSuggestion = z.infer<typeof ArtistSuggestion>
export type Coverage = z.infer<typeof Coverage>
export type Source = z.infer<typeof Source>
export type ImportResult = z.infer<typeof ImportResult>
export type TrainResult = z.infer<typeof TrainResult>
export type RemoveResult = z.infer<typeof RemoveResult>
export type JobKind = z.infer<typeof JobKind>
export type JobPhase = z.infer<typeof JobPhase>
export type JobState = z.infer<typeof JobState>
export type Job = z.infer<typeof Job>
export type LibraryStatus = z.infer<typeof LibraryStatus>
export type Facets = z.infer<typeof Facets>
export type Filters = z.infer<typeof Filters>
export type Seed = z.infer<typeof Seed>
export type Strength = z.infer<typeof Strength>
export type Evidence = z.infer<typeof Evidence>
export type Recommendation = z.infer<typeof Recommendation>
export type RecommendResult = z.infer<typeof RecommendResult>
export type PlaylistSummary = z.infer<typeof PlaylistSummary>
export type PlaylistEntry = z.infer<typeof PlaylistEntry>
export type Playlist = z.infer<typeof Playlist>
export type PlaylistEdit = z.infer<typeof PlaylistEdit>
export type PlaylistImported = z.infer<typeof PlaylistImported>
export type ListStyle = z.infer<typeof ListStyle>
export type ExportFormat = z.infer<typeof ExportFormat>
export type InspectedColumn = z.infer<typeof InspectedColumn>
export type InspectedFile = z.infer<typeof InspectedFile>
export type InspectResult = z.infer<typeof InspectResult>
