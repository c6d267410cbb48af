/** Results as people read them in a terminal. */
import type { ColumnPreset } from '../api/columns.ts'
import type { Result } from '../api/contract.ts'
import type {
  CatalogItem,
  CleaningPreview,
  ExportFormat,
  FileLedger,
  ImportResult,
  Job,
  JobPhase,
  ModelSummary,
  PlaylistSummary,
  Source,
} from '../api/schemas.ts'

const number = new Intl.NumberFormat('en')

const phases: Record<JobPhase, string> = {
  waiting: 'Waiting',
  reading: 'Reading',
  linking: 'Joining',
  indexing: 'Indexing',
  preparing: 'Preparing',
  weighing: 'Weighing the models',
  'learning-neighbours': 'Finding what the same listeners have',
  'learning-sgns': 'Learning which bands are heard together',
  tuning: 'Trying settings',
  'learning-als': 'Learning taste factors',
  measuring: 'Measuring',
  saving: 'Saving',
  removing: 'Removing',
}

export function progressLine(job: Job): string {
  const parts = [`${phases[job.phase]} ${Math.round(job.fraction * 100)} %`]
  if (job.handled > 0) parts.push(number.format(job.handled))
  if (job.perSecond > 0) parts.push(`${number.format(Math.round(job.perSecond))}/s`)
  if (job.secondsLeft !== null) parts.push(`${Math.ceil(job.secondsLeft)} s left`)
  return parts.join(' · ')
}

/** Columns padded to their widest cell. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? number.format(cell) : cell)))
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)))
  const line = (row: string[], source: readonly (string | number)[]) =>
    row
      .map((cell, column) =>
        typeof source[column] === 'number' ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return cells.map((row, i) => line(row, rows[i] ?? [])).join('\n')
}

export function ledger(result: ImportResult): string {
  const heading = ['File', 'Outcome', 'Read', 'Kept', 'Merged', 'Set aside', 'Rejected']
  const rows = result.files.map((file) => [
    file.path,
    file.outcome,
    file.read,
    file.kept,
    file.merged,
    file.setAside,
    rejectedRecords(file),
  ])
  const notes = result.files.flatMap((file) => (file.message === null ? [] : [`${file.path}: ${file.message}`]))
  const source = result.source === null ? 'Nothing was imported.' : `Source ${result.source}: ${result.name}`
  return [table([heading, ...rows]), ...notes, source].join('\n')
}

function rejectedRecords(file: FileLedger): number {
  return Object.values(file.rejected).reduce((sum, count) => sum + count, 0)
}

/** Both ways on with work that rests. */
export function waysOn({ id }: Job): string {
  return `Go on with it: sidetrack job-resume ${id}. Take it back: sidetrack job-discard ${id}.`
}

export function restingLine(job: Job): string {
  const what = job.kind === 'import' ? `The import of ${job.subject}` : `The work on ${job.subject}`
  return `${what} was ${job.state} at ${Math.round(job.fraction * 100)} %. ${waysOn(job)}`
}

export function jobs(items: readonly Job[]): string {
  if (items.length === 0) return 'No work is under way.'
  return table([
    ['ID', 'Work', 'What', 'State', 'Done', 'Trouble'],
    ...items.map(({ id, kind, subject, state, fraction, error }) => [
      id,
      kind,
      subject,
      state,
      `${Math.round(fraction * 100)} %`,
      error?.message ?? '',
    ]),
  ])
}

export function sources(items: readonly Source[]): string {
  if (items.length === 0) return 'No sources yet.'
  return table([
    ['ID', 'Name', 'Bands', 'Tracks', 'Listeners', 'Plays and likes', 'Licence', 'From'],
    ...items.map(({ id, name, counts, licence, origin }) => [
      id,
      name,
      counts.artists,
      counts.tracks,
      counts.listeners,
      counts.interactions,
      licence ?? 'not stated',
      origin ?? 'not stated',
    ]),
  ])
}

export function models(items: readonly ModelSummary[]): string {
  if (items.length === 0) return 'Nothing has been learned yet.'
  const figure = (value: number | undefined) => (value === undefined ? '-' : value.toFixed(3))
  return table([
    ['ID', 'Model', 'Bands', 'Listeners', 'Recall@20', 'Popularity', 'NDCG@20', 'Popularity', 'Seconds'],
    ...items.map((model) => [
      model.id,
      model.algorithm,
      model.items,
      model.listeners,
      figure(model.quality?.recallAt20),
      figure(model.baseline?.recallAt20),
      figure(model.quality?.ndcgAt20),
      figure(model.baseline?.ndcgAt20),
      model.seconds.toFixed(1),
    ]),
  ])
}

export function searchHits(result: Result<'search'>): string {
  if (result.items.length === 0) return 'Nothing found.'
  return table([
    ['ID', 'Band', 'Title', 'Year', 'Genres'],
    ...result.items.map((item) => [
      item.id,
      bandOf(item),
      item.title ?? '',
      String(item.year ?? ''),
      item.genres.join(', '),
    ]),
  ])
}

/** `Drake with Rihanna`. */
export const bandOf = ({ artist, guests = [] }: CatalogItem): string =>
  guests.length === 0 ? artist : `${artist} with ${guests.join(', ')}`

export function versions({ work, items }: Result<'versions'>): string {
  const rows = items.map(({ id, title, artist, year, album, durationMs, sources, shown }) => [
    `${shown ? '*' : ' '} ${id}`,
    title,
    artist,
    String(year ?? ''),
    album ?? '',
    durationMs === undefined ? '' : lengthOf(durationMs),
    sources.join(', '),
  ])
  const heading = ['  ID', 'Title', 'Band', 'Year', 'Album', 'Length', 'Sources']
  return [`${bandOf(work)} - ${work.title}`, table([heading, ...rows])].join('\n')
}

/** Minutes and seconds. */
export function lengthOf(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

export function recommendations(result: Result<'recommend'>): string {
  const rows = result.items.map((item) => {
    const [first] = item.evidence
    const why =
      first === undefined ? '' : `${number.format(first.listeners)} listeners share it with ${first.seed.name}`
    return [item.rank, item.id, bandOf(item), item.title ?? '', String(item.year ?? ''), item.strength, why]
  })
  const left = Object.entries(result.filteredOut).map(
    ([filter, count]) => `${number.format(count)} left out by ${filter}`,
  )
  const { candidates, mean, std, p95, max } = result.stats
  const stats = `${number.format(candidates)} candidates · mean ${mean.toFixed(3)} · std ${std.toFixed(3)} · p95 ${p95.toFixed(3)} · max ${max.toFixed(3)}`
  return [table([['#', 'ID', 'Band', 'Title', 'Year', 'Match', 'Why'], ...rows]), [stats, ...left].join(' · ')].join(
    '\n',
  )
}

export function playlists(items: readonly PlaylistSummary[]): string {
  if (items.length === 0) return 'No playlists yet.'
  return table([['ID', 'Name', 'Entries'], ...items.map(({ id, name, entries }) => [id, name, entries])])
}

export function findings(result: Result<'doctor'>): string {
  const lines = result.checks.map((check) => [
    check.ok ? (check.cure === null ? 'well' : 'hint') : 'ILL',
    check.name,
    check.found,
    check.cure ?? '',
  ])
  return table(lines)
}

/** What files are, how their columns are read, and their first rows. */
export function inspected(result: Result<'importInspect'>): string {
  const vectors = result.vectors.map(({ name, format, dimensions, rows, names, trouble }) =>
    trouble === null
      ? `${name}: ready-made vectors (${format}), ${rows ?? 'some'} rows of ${dimensions} numbers${names === null ? '' : `, named by ${names.name}`}. Add them with vectors-import.`
      : `${name}: ${trouble}`,
  )
  const isVectors = (ref: string) => result.vectors.some(({ file }) => file === ref)
  const files = result.files
    .filter(({ ref }) => !isVectors(ref))
    .map((file) => {
      const what = file.formatName === null ? 'not recognised' : `${file.formatName}, table ${file.table}`
      const sure = file.formatName === null ? '' : ` (${Math.round(file.confidence * 100)} % sure)`
      const columns = file.columns.map(({ name, role, required }) => [
        name,
        role ?? '(not used)',
        required ? 'required' : '',
      ])
      const lacking = file.lacking.length === 0 ? [] : [`Still needed: ${file.lacking.join(', ')}`]
      const refused = file.refused === null ? [] : [`${file.refused.keyword}: ${file.refused.message}`]
      const rows = file.rows
        .slice(0, 5)
        .map((row) => [row.line, row.rejected ?? '', row.fields.join(' | ').slice(0, 120)])
      const heading = `${file.name}: ${what}${sure}`
      return [heading, ...refused, table(columns), ...lacking, table(rows)].filter((part) => part !== '').join('\n')
    })
  const into = result.goesInto === null ? [] : [`These records go back into ${result.goesInto.name}.`]
  return [...files, ...vectors, ...into].join('\n\n')
}

/** A line a rule, with its first example. */
export function cleaningPreview({ records, whole, bands, rules, titles }: CleaningPreview): string {
  return [
    `${bands} spellings of bands in ${whole ? 'all' : 'the first'} ${records} records`,
    ...rules.map(({ rule, on, joins, examples: [example] }) => {
      const count = `${on ? 'on ' : 'off'}  ${rule.padEnd(14)} ${on ? 'joins' : 'would join'} ${joins}`
      return example === undefined ? count : `${count}, such as ${example.name} to ${example.band}`
    }),
    `${titles.placeholder} titles stand in for a missing one, ${titles.explicit} hold strong language, ${titles.beyondAscii} go beyond A to Z`,
  ].join('\n')
}

export function columnPresets(presets: ColumnPreset[]): string {
  if (presets.length === 0) return 'No column presets.'
  const heading = ['Number', 'Name', 'Rows are', 'Columns']
  return table([
    heading,
    ...presets.map(({ id, name, mapping, header }) => [id, name, mapping.target, header.join(', ')]),
  ])
}

/** A line a playlist, and one a reason for what was left out. */
export function importedPlaylists({ playlists, rejected }: Result<'playlistImport'>): string {
  return [
    ...playlists.map(
      ({ id, name, entries, matched }) =>
        `Playlist ${id}: ${name}, ${entries} entries, ${matched} of them in your library`,
    ),
    ...Object.entries(rejected).map(([keyword, count]) => `Left out: ${count} (${keyword})`),
  ].join('\n')
}

/** What an export wrote; for ListenBrainz also what it will take. */
export function exportedPlaylist(
  format: ExportFormat,
  { written, commented, base, withFile, withRecording }: Omit<Result<'playlistExport'>, 'file'>,
): string {
  const tracks = `${written} ${written === 1 ? 'track' : 'tracks'} written`
  const comments = commented === 0 ? '' : `, ${commented} without a file as comments`
  const begins = base === null ? '' : `. Paths begin in ${base}`
  if (format !== 'jspf') return `${tracks}, ${withFile} with a file on this computer${comments}${begins}`
  return `${tracks}, ${withRecording} with the MusicBrainz id that ListenBrainz asks for`
}

/** What models took in, and how far they are from what they learned. */
export function updates(models: readonly ModelSummary[]): string {
  const percent = (share: number) => `${Math.round(share * 100)} %`
  if (models.every(({ updated }) => updated === null)) return 'Nothing is new since the models were learned.'
  const lines = table([
    ['ID', 'Model', 'Of', 'Items', 'New since learned', 'Lists as before', 'Seconds'],
    ...models.flatMap(({ id, algorithm, entity, items, updated }) =>
      updated === null
        ? []
        : [
            [
              id,
              algorithm,
              entity,
              items,
              percent(updated.changed),
              percent(updated.overlapAt20),
              updated.seconds.toFixed(1),
            ],
          ],
    ),
  ])
  const far = models.some(({ updated }) => updated?.learnAgain === true)
  return far ? `${lines}\nMuch has changed. Learn again when there is time: sidetrack train` : lines
}
