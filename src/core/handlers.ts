/** One entry per method: the table of contents of the backend. */

import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AppError } from '#api/errors.ts'
import type { LibraryStatus, VectorFormat } from '#api/schemas.ts'
import type { Handlers } from '#api/serve.ts'
import {
  cleaningState,
  explicitWords,
  setRule,
  setVerdict,
  setWord,
  spellings,
  suggestions,
} from './catalog/cleaning/cleaning.ts'
import { hiddenFlags } from './catalog/cleaning/flags.ts'
import { previewCleaning } from './catalog/cleaning/preview-cleaning.ts'
import { exportListeners } from './catalog/export-listeners.ts'
import { correctGenre, genreCorrections, genreNames, genreVotes } from './catalog/genre-corrections.ts'
import {
  fileDoubts,
  folderOf,
  itemFileFinder,
  markOwned,
  ownedItems,
  ownedWorks,
  setFileVerdict,
  watchableFolders,
} from './catalog/own-files.ts'
import { search } from './catalog/search.ts'
import { trackFacts } from './catalog/track-facts.ts'
import { versions } from './catalog/versions.ts'
import { type Core, libraryFiles } from './core.ts'
import { examine } from './doctor/examine.ts'
import { exportRecords } from './jobs/ledger-export.ts'
import { noModel, noSource } from './jobs/remove-job.ts'
import { sampleFormat } from './jobs/sample-job.ts'
import { factFinder } from './playlists/entry-facts.ts'
import { exportFileName, exportFolder, exportPlaylist, pathFinder } from './playlists/export.ts'
import { importPlaylists } from './playlists/import.ts'
import { createPlaylist, deletePlaylist, editPlaylist, readPlaylist, undo } from './playlists/playlists.ts'
import { recommend } from './recommending/recommend.ts'
import { audioFolderOf } from './sources/audio/audio-folder.ts'
import { firstCover } from './sources/audio/cover.ts'
import { deletePreset, headerPresets, savePreset } from './sources/columns/presets.ts'
import { checkFormat, inspectFiles, vectorsIn } from './sources/inspect.ts'
import { artistItems, libraryFact, popularByGenre, readFacets } from './store/browse-rows.ts'
import { readChoices, writeTrusted } from './store/cleaning-rows.ts'
import { listColumnPresets } from './store/column-preset-rows.ts'
import { layGenreCorrections, readGenreCorrections } from './store/genre-correction-rows.ts'
import { listModels } from './store/model-rows.ts'
import { listPlaylists } from './store/playlist-rows.ts'
import { readSettings, writeSetting } from './store/setting-rows.ts'
import { ledgerExamples, listSources, sourceName } from './store/source-rows.ts'
import { setWatched } from './store/watched-folder-rows.ts'
import { exportVectors } from './training/export-vectors.ts'
import { checkNames, resolveParameters } from './training/parameters.ts'

export const handlers: Handlers<Core> = {
  libraryStatus: (core) => libraryStatus(core),
  facets: (core) => ({ ...readFacets(core.library), ownedTracks: ownedWorks(core).size }),
  search: (core, query) => {
    const { items, total } = search(core.library, query)
    return { items: markOwned(core, items), total }
  },
  trackFacts: ({ library }, { id }) => trackFacts(library, id),
  versions: ({ library }, { id }) => versions(library, id),
  startingPoints: (core, { limit }) => ({
    items: markOwned(core, artistItems(core.library, popularByGenre(core.library, limit))),
  }),
  recommend: (core, request) => {
    const { library, cache, user, profileId } = core
    const hidden = hiddenFlags(readSettings(user, profileId))
    const result = recommend(library, cache, request, { hidden, owned: () => ownedItems(core) })
    return { ...result, items: markOwned(core, result.items) }
  },

  sources: ({ library }) => ({ items: listSources(library) }),
  ledgerExamples: ({ library }, { fileId, keyword }) => ({ items: ledgerExamples(library, fileId, keyword) }),
  ledgerExport: ({ library, files, options }, { fileIds, keyword, to }) => {
    const name = `${keyword}.csv`
    const path = to === undefined ? join(exportFolder(options.library), name) : files.resolve(to, 'write').path
    const { bytes, ...done } = exportRecords(library, fileIds, keyword, path)
    return { ...done, file: { ref: files.grant(path, 'download', name), name, bytes } }
  },
  importInspect: (core, request) =>
    inspectFiles(core.library, core.files, { ...request, presets: headerPresets(core), looked: core.looked }),
  importCleaning: ({ library, user, looked }, { files: refs, switches }) =>
    previewCleaning(
      library,
      refs.flatMap((ref) => looked.get(ref) ?? []),
      readChoices(user),
      switches,
    ),
  importStart: async (core, { files: refs, format, name, mappings, forTaste, licence, origin, switches }) => {
    const { jobs, files } = core
    checkFormat(format)
    for (const { rule, on } of switches) setRule(core.user, rule, on)
    const presets = headerPresets(core)
    const grants = refs.map((ref) => {
      const mapping = mappings.find(({ file }) => file === ref)?.mapping
      return { ...files.resolve(ref, 'read'), reading: mapping === undefined ? { presets } : { mapping } }
    })
    const folder = await audioFolderOf(grants, format)
    if (folder !== null) {
      const task = { kind: 'import' as const, folder: folder.path, name: name ?? null, forTaste }
      return { jobId: jobs.start(task, name ?? folder.shownName) }
    }
    const about = { forTaste, ...stated({ licence, origin }) }
    const task = { kind: 'import' as const, files: grants, format: format ?? null, name: name ?? null, ...about }
    return { jobId: jobs.start(task, name ?? grants.map((grant) => grant.shownName).join(', ')) }
  },
  columnPresets: ({ user, profileId }) => ({ items: listColumnPresets(user, profileId) }),
  columnPresetSave: (core, preset) => savePreset(core, preset),
  columnPresetDelete: (core, { id }) => deletePreset(core, id),
  sampleAdd: ({ jobs }) => ({ jobId: jobs.start({ kind: 'sample' }, 'Sample library') }),
  sourceDescribe: ({ library, jobs }, { id, ...about }) => {
    const name = sourceName(library, id)
    if (name === null) throw noSource(id)
    return { jobId: jobs.start({ kind: 'describe', sourceId: id, ...stated(about) }, name) }
  },
  sourceRemove: ({ library, jobs }, { id }) => {
    const name = sourceName(library, id)
    if (name === null) throw noSource(id)
    return { jobId: jobs.start({ kind: 'remove', sourceId: id }, name) }
  },

  cleaning: ({ library, user }) => cleaningState(library, user),
  cleaningSet: ({ user, jobs }, { rule, on }) => {
    setRule(user, rule, on)
    return { jobId: jobs.start({ kind: 'reindex' }, rule) }
  },
  artistSuggestions: ({ library }, { limit }) => suggestions(library, limit),
  artistSpellings: ({ library }, { id }) => spellings(library, id),
  artistVerdict: ({ user, jobs }, { artist, other, verdict }) => {
    setVerdict(user, artist, other, verdict)
    return { jobId: jobs.start({ kind: 'reindex' }, `${artist}, ${other}`) }
  },

  genreVotes: ({ library, vocabulary }, { id }) => genreVotes(library, vocabulary, id),
  genreCorrect: (core, said) => {
    const corrected = correctGenre(core.user, core.vocabulary, said)
    layGenreCorrections(core.library, readGenreCorrections(core.user))
    core.options.emit('libraryChanged', {})
    return corrected
  },
  genreNames: ({ vocabulary }) => ({ items: genreNames(vocabulary) }),
  genreCorrections: ({ user }) => genreCorrections(user),
  genreTrust: ({ user, jobs }, { classifier }) => {
    writeTrusted(user, classifier)
    return { jobId: jobs.start({ kind: 'reindex' }, classifier ?? 'genres') }
  },

  explicitWords: ({ user }) => explicitWords(user),
  explicitWordSet: ({ user, jobs }, { word, listed }) => {
    setWord(user, word, listed)
    return { jobId: jobs.start({ kind: 'reindex' }, word) }
  },

  offeredFolders: ({ files }) => ({ items: files.offered() }),
  audioFolders: (core) => ({ items: watchableFolders(core) }),
  audioFolderWatch: (core, { id, on }) => {
    const found = folderOf(core, id)
    setWatched(core.user, core.profileId, found.folder, on)
    return { ...found, watched: on }
  },
  audioFolderScan: (core, { id }) => {
    const { folder, name } = folderOf(core, id)
    core.watch.waiting.delete(folder)
    return { jobId: core.jobs.start({ kind: 'import', folder, name: null }, name) }
  },
  fileDoubts: (core, { limit }) => fileDoubts(core, limit),
  fileVerdict: (core, verdict) => {
    setFileVerdict(core, verdict)
    return { left: fileDoubts(core, 1).total }
  },
  cover: async (core, { id }) => {
    const cover = await firstCover(itemFileFinder(core)(id))
    const image = cover === null ? null : `data:${cover.type};base64,${Buffer.from(cover.bytes).toString('base64')}`
    return { image }
  },

  models: ({ library }) => ({ items: listModels(library) }),
  vectorsExport: ({ library, files, options }, { model, format, to }) => {
    const name = `vectors-${model}${endings[format]}`
    const path = to === undefined ? join(exportFolder(options.library), name) : files.resolve(to, 'write').path
    const { written, dimensions, bytes } = exportVectors(library, model, format, path)
    return { written, dimensions, file: { ref: files.grant(path, 'download', name), name, bytes } }
  },
  listenersExport: ({ library, files, options }, { to }) => {
    const name = 'playlists.csv'
    const path = to === undefined ? join(exportFolder(options.library), name) : files.resolve(to, 'write').path
    const { written, bytes } = exportListeners(library, path)
    return { written, file: { ref: files.grant(path, 'download', name), name, bytes } }
  },
  vectorsImport: async ({ jobs, files }, { file, meta, entity }) => {
    const { file: vectors, names } = await vectorsIn(files, files.resolve(file, 'read'))
    const given = meta === undefined ? names : files.resolve(meta, 'read')
    const task = { kind: 'vectors' as const, file: vectors, meta: given, entity: entity ?? null }
    return { jobId: jobs.start(task, vectors.shownName) }
  },
  modelRemove: ({ library, jobs }, { id }) => {
    const model = listModels(library).find((one) => one.id === id)
    if (model === undefined) throw noModel(id)
    return {
      jobId: jobs.start({ kind: 'remove-model', modelId: id }, String(model.parameters.file ?? model.algorithm)),
    }
  },
  update: ({ library, jobs }, { threads = null }) => {
    const learned = listModels(library).filter(({ algorithm }) => algorithm !== 'imported')
    if (learned.length === 0) {
      throw new AppError(
        'nothing-to-learn',
        'Nothing has been learned yet that could take in what is new. Learn first.',
      )
    }
    const all = { algorithms: [], entities: [], set: {}, seed: 0 }
    return { jobId: jobs.start({ kind: 'train', ...all, threads, update: true }, 'what is new') }
  },
  train: ({ jobs }, { algorithms, entities, set, seed, threads, tuneMinutes }) => {
    checkNames(algorithms, set)
    for (const algorithm of algorithms) resolveParameters(algorithm, set)
    const tune = tuneMinutes ?? null
    const task = {
      kind: 'train' as const,
      algorithms,
      entities,
      set,
      seed,
      threads: threads ?? null,
      tuneMinutes: tune,
    }
    return { jobId: jobs.start(task, algorithms.join(', ')) }
  },

  job: ({ jobs }, { id }) => jobs.get(id),
  jobCancel: ({ jobs }, { id }) => ({ cancelled: jobs.cancel(id) }),
  jobPause: ({ jobs }, { id }) => ({ paused: jobs.pause(id) }),
  jobFinish: ({ jobs }, { id }) => ({ finishing: jobs.finish(id) }),
  jobResume: ({ jobs }, { id }) => ({ resumed: jobs.resume(id) }),

  playlists: ({ user, profileId }) => ({ items: listPlaylists(user, profileId) }),
  playlist: (core, { id }) => readPlaylist(core, id),
  playlistCreate: (core, { name, items }) => announce(core, createPlaylist(core, name, items)),
  playlistEdit: (core, { id, edit }) => announce(core, editPlaylist(core, id, edit)),
  playlistImport: async (core, { file, name }) =>
    announce(core, await importPlaylists(core, core.files.resolve(file, 'read'), name)),
  playlistDelete: (core, { id }) => announce(core, deletePlaylist(core, id)),
  playlistExport: (core, { id, format, style, to }) => {
    const playlist = readPlaylist(core, id)
    const name = exportFileName(playlist.name, format)
    const path =
      to === undefined ? join(exportFolder(core.options.library), name) : core.files.resolve(to, 'write').path
    const { bytes, ...counts } = exportPlaylist(playlist, format, path, {
      style,
      listFolder: to === undefined ? null : dirname(path),
      pathsOf: pathFinder(core, id),
      factsOf: factFinder(core.user, core.library, id),
    })
    return { ...counts, file: { ref: core.files.grant(path, 'download', name), name, bytes } }
  },
  undo: (core) => announce(core, undo(core)),

  doctor: ({ library, user }) => examine(library, user),

  settings: ({ user, profileId }) => ({ values: readSettings(user, profileId) }),
  settingSet: ({ user, profileId }, { key, value }) => {
    writeSetting(user, profileId, key, value)
    return { values: readSettings(user, profileId) }
  },
}

/** How the files of exported vectors end. */
const endings: Record<VectorFormat, string> = {
  word2vec: '.txt',
  'word2vec-binary': '.bin',
  csv: '.csv',
  npy: '.npy',
  'npy-meta': '-meta.csv',
}

type Stated = { licence?: string | null | undefined; origin?: string | null | undefined }

/** What a listener states of a source, without what stays as it is. */
const stated = ({ licence, origin }: Stated) => ({
  ...(licence === undefined ? {} : { licence }),
  ...(origin === undefined ? {} : { origin }),
})

function announce<T>(core: Core, result: T): T {
  core.options.emit('playlistsChanged', {})
  return result
}

function libraryStatus({ library, jobs, options }: Core): LibraryStatus {
  const sources = listSources(library)
  return {
    counts: {
      artists: libraryFact(library, 'artists'),
      tracks: libraryFact(library, 'tracks'),
      listeners: libraryFact(library, 'listeners'),
      interactions: libraryFact(library, 'interactions'),
    },
    bytes: libraryFiles(options).reduce((sum, file) => sum + statSync(file).size, 0),
    sources: sources.map(({ id, name, simulated }) => ({ id, name, simulated })),
    models: listModels(library),
    sample: sources.find((source) => source.format === sampleFormat)?.id ?? null,
    access: options.mode === 'write' ? 'read-write' : 'read-only',
    jobs: jobs.list(),
    networkRequests: Atomics.load(options.refusedConnections, 0),
  }
}
