/** THE contract: every method with the shapes of its arguments and result. Hosts, handlers and clients all read it. */
import { z } from 'zod'
import { ColumnMapping, ColumnPreset } from './columns.ts'
import * as s from './schemas.ts'
import { TrackFacts } from './track-facts.ts'

type Method<A extends z.ZodType, R extends z.ZodType> = { args: A; result: R; access: 'read' | 'write' }

const read = <A extends z.ZodType, R extends z.ZodType>(args: A, result: R): Method<A, R> => ({
  args,
  result,
  access: 'read',
})
const write = <A extends z.ZodType, R extends z.ZodType>(args: A, result: R): Method<A, R> => ({
  args,
  result,
  access: 'write',
})

const nothing = z.strictObject({})
const JobStarted = z.object({ jobId: z.number().int() })
const FileMapping = z.strictObject({ file: s.FileRef, mapping: ColumnMapping })
/** How single files are to be read, by their refs. */
const FileMappings = z.array(FileMapping).max(1000).default([])
const ById = z.strictObject({ id: z.number().int() })

export const contract = {
  libraryStatus: read(nothing, s.LibraryStatus),
  facets: read(nothing, s.Facets),
  search: read(
    z.strictObject({
      text: z.string().max(500),
      kind: s.Kind.optional(),
      limit: z.number().int().min(1).max(500).default(20),
    }),
    /** `total` counts up to 1,000 bands and up to 1,000 tracks: 1,000 and more mean at least 1,000. */
    z.object({ items: z.array(s.CatalogItem), total: z.number().int().nonnegative() }),
  ),
  /** What sources say of a track beyond its names. */
  trackFacts: read(z.strictObject({ id: s.TrackId }), TrackFacts),
  /** Every version of the work that a track is one of: lists show one of them, unless they are asked for all. */
  versions: read(z.strictObject({ id: s.TrackId }), z.object({ work: s.CatalogItem, items: z.array(s.Version) })),
  /** Popular bands of different genres, to start from. */
  startingPoints: read(
    z.strictObject({ limit: z.number().int().min(1).max(60).default(18) }),
    z.object({ items: z.array(s.CatalogItem) }),
  ),
  recommend: read(
    z.strictObject({
      seeds: z.array(s.Seed).min(1).max(50),
      negatives: z.array(s.Seed).max(50).default([]),
      kind: s.Kind.default('artist'),
      filters: s.Filters.default({ genres: [], decades: [], sources: [] }),
      /** `sgns`, `als`, `neighbours`, `imported` or a model's id; absent: every current model together. */
      model: z.string().max(100).optional(),
      /** `all`: each version of a track that is recommended has a row of its own; absent: one stands for all. */
      versions: z.enum(['folded', 'all']).optional(),
      limit: z.number().int().min(1).max(500).default(50),
    }),
    s.RecommendResult,
  ),

  sources: read(nothing, z.object({ items: z.array(s.Source) })),
  /** Up to 20 records that ended under a keyword in one file of a source. */
  ledgerExamples: read(
    z.strictObject({ fileId: z.number().int(), keyword: z.string().max(60) }),
    z.object({ items: z.array(z.object({ line: z.number().int(), text: z.string() })) }),
  ),
  /**
   * Write the records that ended under a keyword to a CSV: file, line, reason, text. Up to 100,000 of each file are kept
   * (1,000 merged ones). `mendable`: mended in a spreadsheet and imported, they go back into their source. Absent `to`:
   * kept for download.
   */
  ledgerExport: read(
    z.strictObject({
      fileIds: z.array(z.number().int()).min(1).max(10_000),
      keyword: z.string().regex(/^[a-z0-9-]{1,60}$/),
      to: s.FileRef.optional(),
    }),
    z.object({ written: z.number().int(), records: z.number().int(), mendable: z.boolean(), file: s.ExportedFile }),
  ),
  /**
   * What files are, with their first 100 rows as the import would read them. A table that no data set explains comes
   * back refused, but with `columns`, `rows` and a suggested `mapping`: show them, let the listener complete the mapping,
   * and ask again with it in `mappings` until `refused` is null. A mapping given here wins over everything; without one
   * the listener's own preset for the same header wins over what Sidetrack knows (`preset` names it). `suggest` holds
   * to the delimiter and encoding of a mapping and suggests all else anew.
   */
  importInspect: read(
    z.strictObject({
      files: z.array(s.FileRef).min(1).max(1000),
      format: z.string().max(60).optional(),
      mappings: z
        .array(FileMapping.extend({ suggest: z.boolean().default(false) }))
        .max(1000)
        .default([]),
    }),
    s.InspectResult,
  ),
  /** What cleaning, with rules switched so, would do to files that `importInspect` has looked at; others are passed over. */
  importCleaning: read(
    z.strictObject({
      files: z.array(s.FileRef).min(1).max(1000),
      switches: z.array(s.CleaningSwitch).max(100).default([]),
    }),
    s.CleaningPreview,
  ),
  /** Import files as one source; `mappings` as in `importInspect`, and presets are applied in the same way. */
  importStart: write(
    z.strictObject({
      files: z.array(s.FileRef).min(1).max(1000),
      format: z.string().max(60).optional(),
      name: z.string().trim().min(1).max(200).optional(),
      mappings: FileMappings,
      /** False: kept and shown, but no model learns from it. */
      forTaste: z.boolean().default(true),
      /** As the listener knows them; absent: as the data set states them. */
      licence: s.Stated.optional(),
      origin: s.Stated.optional(),
      switches: z.array(s.CleaningSwitch).max(100).default([]),
    }),
    JobStarted,
  ),
  /** The listener's column mappings, by name; each is used for every table with its header, whatever the file's name. */
  columnPresets: read(nothing, z.object({ items: z.array(ColumnPreset) })),
  /** Keep a mapping for tables with this header (as written, a name per column); one for the same header gives way. */
  columnPresetSave: write(
    z.strictObject({
      name: z.string().trim().min(1).max(200),
      header: z.array(z.string().max(500)).min(1).max(1000),
      mapping: ColumnMapping,
    }),
    ColumnPreset,
  ),
  columnPresetDelete: write(ById, z.object({ name: z.string() })),
  /** Load the sample library and learn from it. */
  sampleAdd: write(nothing, JobStarted),
  sourceRemove: write(ById, JobStarted),
  /** Say whose a source's data is; what is left out stays as it was. */
  sourceDescribe: write(
    z.strictObject({ id: z.number().int(), licence: s.Stated.optional(), origin: s.Stated.optional() }),
    JobStarted,
  ),

  /** Which rules join spellings of a band, and what each one does. */
  cleaning: read(nothing, s.CleaningState),
  /** Switch a rule; the library is indexed anew, without importing anything again. */
  cleaningSet: write(z.strictObject({ rule: s.CleaningRule, on: z.boolean() }), JobStarted),
  /** Bands that may be one, those with the most in common first. */
  artistSuggestions: read(
    z.strictObject({ limit: z.number().int().min(1).max(500).default(50) }),
    z.object({ items: z.array(s.ArtistSuggestion), total: z.number().int() }),
  ),
  /** A band's spellings, with the rule that joined each; null for the one it is shown by. */
  artistSpellings: read(
    z.strictObject({ id: s.ArtistId }),
    z.object({ items: z.array(z.object({ name: z.string(), rule: z.string().nullable() })) }),
  ),
  /** Say that two spellings are one band or are not; null takes back what was said. Indexed anew. */
  artistVerdict: write(
    z.strictObject({
      artist: z.string().min(1).max(500),
      other: z.string().min(1).max(500),
      verdict: z.enum(['same', 'different']).nullable(),
    }),
    JobStarted,
  ),

  /** Who says what of the genres of a band or track. */
  genreVotes: read(z.strictObject({ id: s.ItemId }), s.GenreVotes),
  /**
   * Say that a band, or one of its tracks, is or is not of a genre; null takes back what was said. It counts at once and
   * whatever is imported later; a genre that is denied denies those below it. Returns the genre's own name and what was
   * said of it before.
   */
  genreCorrect: write(
    z.strictObject({
      artist: z.string().min(1).max(500),
      title: z.string().min(1).max(500).optional(),
      genre: z.string().min(1).max(100),
      verdict: z.enum(['is', 'is-not']).nullable(),
    }),
    z.object({ genre: z.string(), before: z.enum(['is', 'is-not']).nullable() }),
  ),
  /** Every genre there is, families before the genres below them. */
  genreNames: read(
    nothing,
    z.object({ items: z.array(z.object({ name: z.string(), parent: z.string().nullable() })) }),
  ),
  /** Everything that the listener has said of genres, newest last. */
  genreCorrections: read(nothing, z.object({ items: z.array(s.GenreCorrection) })),
  /** Believe one classifier of genres alone, or (null) count the votes of all. Indexed anew. */
  genreTrust: write(z.strictObject({ classifier: s.GenreClassifier.nullable() }), JobStarted),

  /** Words that mark a title as explicit: `first` at first, without `everyday` ones; `added` and `removed` by the listener. */
  explicitWords: read(
    nothing,
    z.object({
      added: z.array(z.string()),
      removed: z.array(z.string()),
      first: z.array(z.string()),
      everyday: z.array(z.string()),
    }),
  ),
  /** Let a word mark titles as explicit, or not; null takes back what was said. Titles are flagged anew. */
  explicitWordSet: write(
    z.strictObject({ word: z.string().trim().min(1).max(60), listed: z.boolean().nullable() }),
    JobStarted,
  ),

  /** Folders that the host was given at its start, for a page that no system tells any path. */
  offeredFolders: read(nothing, z.object({ items: z.array(z.object({ ref: s.FileRef, name: z.string() })) })),
  audioFolders: read(nothing, z.object({ items: z.array(s.AudioFolder) })),
  /** Look through a folder by itself, or no more. Throws source-not-found. */
  audioFolderWatch: write(z.strictObject({ id: z.number().int(), on: z.boolean() }), s.AudioFolder),
  /** Look through a folder now: files that are new or changed are read, those that are gone are marked. */
  audioFolderScan: write(ById, JobStarted),
  /** Audio files that may be tracks of the library, in the order of their paths. */
  fileDoubts: read(
    z.strictObject({ limit: z.number().int().min(1).max(500).default(50) }),
    z.object({ items: z.array(s.FileDoubt), total: z.number().int() }),
  ),
  /** Say whether a doubtful file is a track of the library; null takes back what was said. */
  fileVerdict: write(
    z.strictObject({ file: z.number().int(), item: s.TrackId, verdict: z.enum(['same', 'different']).nullable() }),
    z.object({ left: z.number().int() }),
  ),
  /** The picture in or beside the file of a track, or of the best known track of a band that has one, as a `data:` address of at most 3 MB; null where there is none. */
  cover: read(z.strictObject({ id: s.ItemId }), z.object({ image: z.string().nullable() })),

  models: read(nothing, z.object({ items: z.array(s.ModelSummary) })),
  /** Write a model's vectors with the names of their bands or tracks. Absent `to`: kept for download. */
  vectorsExport: read(
    z.strictObject({ model: z.number().int(), format: s.VectorFormat, to: s.FileRef.optional() }),
    z.object({ written: z.number().int(), dimensions: z.number().int(), file: s.ExportedFile }),
  ),
  /** Write every listener with the bands they like, a row a listener, as CSV: what other programs learn from. */
  listenersExport: read(
    z.strictObject({ to: s.FileRef.optional() }),
    z.object({ written: z.number().int(), file: s.ExportedFile }),
  ),
  /**
   * Take ready-made vectors (CSV, word2vec text or binary, .npy with `meta` that names its rows) as a model that serves
   * beside the others, in the place of those imported before. Absent `entity`: tracks where `meta` has titles, else bands.
   */
  vectorsImport: write(
    z.strictObject({ file: s.FileRef, meta: s.FileRef.optional(), entity: s.Kind.optional() }),
    JobStarted,
  ),
  /** Forget a model; what the library holds stays. */
  modelRemove: write(ById, JobStarted),
  /**
   * Take in what is new since the models were learned, without learning everything again: `updated` of each model says
   * how far it is from what it learned, and whether learning again is advised.
   */
  update: write(z.strictObject({ threads: z.number().int().min(1).max(64).optional() }), JobStarted),
  train: write(
    z.strictObject({
      algorithms: z.array(s.Algorithm).min(1).default(['sgns', 'als', 'neighbours']),
      /** Tracks are passed over where listeners' items are bands only. */
      entities: z.array(s.Kind).min(1).default(['artist', 'track']),
      set: z.record(z.string().max(60), s.ParameterValue).default({}),
      seed: z.number().int().min(0).max(4_294_967_295).default(1),
      /** Find the best settings first: minutes to search, on listeners' items that are hidden for it. */
      tuneMinutes: z.number().min(0.05).max(1440).optional(),
      /** Kernel threads; absent: one per core, at most 8. */
      threads: z.number().int().min(1).max(64).optional(),
    }),
    JobStarted,
  ),

  job: read(ById, s.Job),
  /** Stop a job for good and take back what it began, whether it runs, waits, is paused or was interrupted. */
  jobCancel: write(ById, z.object({ cancelled: z.boolean() })),
  /** Let an import or learning rest where it is. False where it has ended or cannot be paused. */
  jobPause: write(ById, z.object({ paused: z.boolean() })),
  /** Let an import end with what it has read so far, running or not. False where there is nothing to keep. */
  jobFinish: write(ById, z.object({ finishing: z.boolean() })),
  /** Go on with paused or interrupted work. False where there is nothing to go on with. */
  jobResume: write(ById, z.object({ resumed: z.boolean() })),

  playlists: read(nothing, z.object({ items: z.array(s.PlaylistSummary) })),
  playlist: read(ById, s.Playlist),
  playlistCreate: write(
    z.strictObject({ name: z.string().trim().min(1).max(500), items: z.array(s.ItemId).max(10_000).default([]) }),
    z.object({ id: z.number().int(), added: z.number().int() }),
  ),
  playlistEdit: write(z.strictObject({ id: z.number().int(), edit: s.PlaylistEdit }), s.Playlist),
  /** Make playlists of a file. `name` counts where the file holds one list. */
  playlistImport: write(
    z.strictObject({ file: s.FileRef, name: z.string().trim().min(1).max(500).optional() }),
    s.PlaylistImported,
  ),
  playlistDelete: write(ById, z.object({ name: z.string() })),
  /**
   * Write a playlist to a file, whole or not at all, and read it back. Absent `to`: kept for download. Reading as far as
   * the library goes, so that it works beside an open window.
   */
  playlistExport: read(
    z.strictObject({
      id: z.number().int(),
      format: s.ExportFormat,
      style: s.ListStyle.default({}),
      to: s.FileRef.optional(),
    }),
    z.object({
      written: z.number().int(),
      /** Tracks without a file that stand as comments. */
      commented: z.number().int(),
      /** Where relative paths begin, and so where the list belongs; null where it was written there. */
      base: z.string().nullable(),
      withFile: z.number().int(),
      /** Tracks whose MusicBrainz recording is known: ListenBrainz takes no others. */
      withRecording: z.number().int(),
      file: s.ExportedFile,
    }),
  ),
  /** Take back the listener's last edit. `label` names it, null where nothing is left to undo. */
  undo: write(nothing, z.object({ label: z.string().nullable(), playlistId: z.number().int().nullable() })),

  /** Look through both databases, the models and the keys; changes nothing. */
  doctor: read(
    nothing,
    z.object({
      ok: z.boolean(),
      checks: z.array(z.object({ name: z.string(), ok: z.boolean(), found: z.string(), cure: z.string().nullable() })),
    }),
  ),

  settings: read(nothing, z.object({ values: z.record(z.string(), z.string()) })),
  settingSet: write(
    z.strictObject({
      key: z.enum(['theme', 'density', 'language', 'hideExplicit', 'asciiOnly']),
      value: z.string().max(200),
    }),
    z.object({ values: z.record(z.string(), z.string()) }),
  ),
} as const

export type Contract = typeof contract
export type MethodName = keyof Contract
/** What a caller passes: defaults may be left out. */
export type Args<M extends MethodName> = z.input<Contract[M]['args']>
/** What a handler receives: defaults filled in. */
export type ParsedArgs<M extends MethodName> = z.output<Contract[M]['args']>
export type Result<M extends MethodName> = z.output<Contract[M]['result']>

export const methodNames = Object.keys(contract) as MethodName[]

/** What the core says unasked. */
export const events = {
  job: s.Job,
  /** The catalogue, sources or models changed: what was read from them may be old. */
  libraryChanged: z.object({}),
  playlistsChanged: z.object({}),
} as const
export type EventName = keyof typeof events
export type EventPayload<E extends EventName> = z.output<(typeof events)[E]>
