// Checks the shipped sample library and genre vocabulary, then compares them with the real data sets.
//
//   node scripts/check-sample.mjs [--tags]      (data folder: $SIDETRACK_DATA, by default ../shared/data)
//
// --tags also lists the much used tags that are no genre of the vocabulary.
//
// Exits 1 when a file breaks its shape. The comparison informs only: it never fails the run.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const dataFolder = resolve(root, process.env.SIDETRACK_DATA ?? '../shared/data')
const samplePath = 'resources/samples/sample-library.json'
const genresPath = 'resources/genres.json'
const maxSampleBytes = 200_000
const thisYear = new Date().getFullYear()

// ---------------------------------------------------------------- text

const letterFolds = { ø: 'o', ð: 'd', þ: 'th', ß: 'ss', æ: 'ae', œ: 'oe', ł: 'l', đ: 'd', ı: 'i' }

/** Fold a name to compare by: no case, accents, punctuation or leading "the". */
function foldName(text) {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{Script=Latin}\p{Mn}+/gu, (marked) => marked[0])
    .replace(/[øðþßæœłđı]/g, (letter) => letterFolds[letter])
    .replace(/&/g, ' and ')
    .replace(/['’‘`]/g, '')
    .normalize('NFC')
  const words = plain.replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ').trim()
  const rest = words.replace(/^the (?=.)/, '')
  return rest || plain.trim() // names without any letter, such as "!!!"
}

/** Fold a title: as a name, without version notes and guests. */
function foldTitle(text) {
  const bare = text
    .replace(/\s+-\s+.*$/, '')
    .replace(/\s*[([](feat|ft|with|from|remaster|\d{4}|live|radio|single|album|original)\b[^)\]]*[)\]]/gi, '')
  return foldName(bare || text)
}

/** Fold a genre spelling: only letters and digits count. */
const foldGenre = (text) =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/&/g, 'and')
    .replace(/[^\p{L}\p{N}]/gu, '')

// ---------------------------------------------------------------- shape

const isText = (value) => typeof value === 'string' && value !== '' && value === value.trim()
const isList = (value, least, most) => Array.isArray(value) && value.length >= least && value.length <= most

/** List the breaches of the genre vocabulary. */
function checkGenres(vocabulary) {
  const breaches = []
  const owners = new Map() // exact and folded spelling → the one genre or decade it stands for
  const parents = new Set(vocabulary.genres.filter((genre) => genre.parent === null).map((genre) => genre.name))
  if (vocabulary.version !== 1) breaches.push('genres: version is not 1')
  if (parents.size < 20) breaches.push(`genres: only ${parents.size} broad genres, expected 20 or more`)

  for (const entry of [...vocabulary.genres, ...vocabulary.decades]) {
    if (!isText(entry.name) || !isList(entry.aliases, 0, 50)) {
      breaches.push(`genres: malformed entry ${JSON.stringify(entry)}`)
      continue
    }
    if (entry.parent && !parents.has(entry.parent))
      breaches.push(`genre "${entry.name}": no broad genre "${entry.parent}"`)
    const own = new Set()
    for (const spelling of [entry.name, ...entry.aliases]) {
      if (!isText(spelling) || spelling !== spelling.toLowerCase())
        breaches.push(`genre "${entry.name}": "${spelling}" is not lower case`)
      if (own.has(spelling)) breaches.push(`genre "${entry.name}": "${spelling}" twice`)
      own.add(spelling)
      const owner = owners.get(foldGenre(spelling)) ?? entry
      if (owner !== entry) breaches.push(`genre "${entry.name}": "${spelling}" already stands for "${owner.name}"`)
      owners.set(foldGenre(spelling), entry)
    }
  }
  for (let year = 1920; year <= 2020; year += 10) {
    if (!vocabulary.decades.some((decade) => decade.name === `${year}s`)) breaches.push(`decades: no ${year}s`)
  }
  return breaches
}

/** List the breaches of one band; `names` are all bands of the sample, `genreNames` the vocabulary. */
function checkBand(band, names, genreNames) {
  const breaches = []
  const say = (text) => breaches.push(`band "${band.name}": ${text}`)
  if (!isText(band.name)) say('no name')
  if (!/^[A-Z]{2}$/.test(band.country)) say(`country "${band.country}" is not two capitals`)
  if (!Number.isInteger(band.formed) || band.formed < 1900 || band.formed > thisYear) say(`formed in ${band.formed}`)
  if (!Number.isInteger(band.popularity) || band.popularity < 1 || band.popularity > 5)
    say(`popularity ${band.popularity}`)

  if (!isList(band.genres, 1, 3) || new Set(band.genres).size !== band.genres.length)
    say('needs 1 to 3 different genres')
  for (const genre of band.genres ?? []) if (!genreNames.has(genre)) say(`genre "${genre}" is not in the vocabulary`)

  if (!isList(band.near, 2, 5) || new Set(band.near).size !== band.near.length) say('needs 2 to 5 different near bands')
  for (const near of band.near ?? [])
    if (!names.has(near) || near === band.name) say(`near band "${near}" is not another band of the sample`)

  if (!isList(band.tracks, 4, 4)) say('needs exactly 4 tracks')
  if (new Set((band.tracks ?? []).map((track) => foldName(track.title))).size !== 4) say('two tracks of one title')
  for (const track of band.tracks ?? []) {
    if (!isText(track.title)) say('a track without title')
    if (!Number.isInteger(track.year) || track.year < band.formed || track.year > thisYear)
      say(`"${track.title}" is of ${track.year}, the band of ${band.formed}`)
  }
  return breaches
}

/** List the breaches of the sample library. */
function checkSample(sample, vocabulary, bytes) {
  const breaches = []
  const names = new Set(sample.bands.map((band) => band.name))
  const genreNames = new Set(vocabulary.genres.map((genre) => genre.name))
  if (sample.version !== 1) breaches.push('sample: version is not 1')
  if (bytes > maxSampleBytes) breaches.push(`sample: ${bytes} bytes, at most ${maxSampleBytes}`)
  if (sample.bands.length < 180 || sample.bands.length > 260)
    breaches.push(`sample: ${sample.bands.length} bands, expected about 200`)
  const folded = new Map()
  for (const band of sample.bands) {
    const other = folded.get(foldName(band.name))
    if (other) breaches.push(`band "${band.name}": also present as "${other}"`)
    folded.set(foldName(band.name), band.name)
    breaches.push(...checkBand(band, names, genreNames))
  }
  return breaches
}

// ---------------------------------------------------------------- real data

/** Split RFC 4180 text into records keyed by its header row. */
function parseCsv(text) {
  const rows = []
  let row = []
  let field = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (quoted) {
      if (c !== '"') field += c
      else if (text[i + 1] === '"') field += text[++i]
      else quoted = false
    } else if (c === '"' && field === '') quoted = true
    else if (c === ',') field = pushField(row, field)
    else if (c === '\n') {
      pushField(row, field.replace(/\r$/, ''))
      field = ''
      rows.push(row)
      row = []
    } else field += c
  }
  if (field !== '' || row.length > 0) rows.push([...row, field])
  const header = rows.shift() ?? []
  return rows
    .filter((cells) => cells.length === header.length)
    .map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i]])))
}

function pushField(row, field) {
  row.push(field)
  return ''
}

/** Read a gzip file of the data folder, or null where it is missing. */
function readData(path, encoding = 'utf8') {
  const full = join(dataFolder, path)
  return existsSync(full) ? gunzipSync(readFileSync(full)).toString(encoding) : null
}

/** Rows of a tab-separated table without its header; no quoting. */
const tabRows = (text) =>
  text
    .split(/\r?\n/)
    .slice(1)
    .filter(Boolean)
    .map((line) => line.split('\t'))

/** Read the three catalogues that can be compared: artist names, and tracks with a year where known. */
function readCatalogues() {
  const hetrec = readData('hetrec2011-lastfm-2k/artists.dat.gz')
  const songs = readData('spotify-songs-32k/spotify_songs.csv.gz')
  const hits = readData('spotify-top-hits/songs_normalize.csv.gz')
  return [
    { name: 'HetRec artists', rows: hetrec && tabRows(hetrec).map((cells) => ({ artist: cells[1] })) },
    {
      name: 'spotify-songs-32k',
      genres: songs && parseCsv(songs).flatMap((row) => [row.playlist_genre, row.playlist_subgenre]),
      rows:
        songs &&
        parseCsv(songs).map((row) => ({
          artist: row.track_artist,
          title: row.track_name,
          year: Number(row.track_album_release_date.slice(0, 4)),
        })),
    },
    {
      name: 'spotify-top-hits',
      genres: hits && parseCsv(hits).flatMap((row) => row.genre.split(',').map((genre) => genre.trim())),
      rows: hits && parseCsv(hits).map((row) => ({ artist: row.artist, title: row.song, year: Number(row.year) })),
    },
  ]
}

/** Report how many bands each catalogue knows, and collect the earliest year it gives for each of our tracks. */
function compareBands(sample, catalogues) {
  const anywhere = new Set()
  const earliest = new Map() // "band\ttitle", folded → {year, source}
  for (const { name, rows } of catalogues) {
    if (!rows) {
      console.log(`  ${name}: not in the data folder, skipped`)
      continue
    }
    const artists = new Set(rows.map((row) => foldName(row.artist)))
    const found = sample.bands.filter((band) => artists.has(foldName(band.name)))
    for (const band of found) anywhere.add(band.name)
    console.log(`  ${name}: ${found.length} of ${sample.bands.length} bands known by name`)
    for (const row of rows) {
      if (!row.title || !(row.year > 1900)) continue
      const key = `${foldName(row.artist)}\t${foldTitle(row.title)}`
      if (!(earliest.get(key)?.year <= row.year)) earliest.set(key, { year: row.year, source: name })
    }
  }
  if (!catalogues.some((catalogue) => catalogue.rows)) return earliest
  const unknown = sample.bands.filter((band) => !anywhere.has(band.name)).map((band) => band.name)
  console.log(`  in at least one: ${anywhere.size}; in none: ${unknown.join(', ') || 'nobody'}`)
  return earliest
}

/** Report how our release years stand against the earliest year the data gives for the same track. */
function compareYears(sample, earliest) {
  if (earliest.size === 0) return
  const counts = { found: 0, near: 0, later: 0 }
  const suspicious = []
  for (const band of sample.bands) {
    for (const track of band.tracks) {
      const real = earliest.get(`${foldName(band.name)}\t${foldTitle(track.title)}`)
      if (!real) continue
      counts.found++
      const gap = real.year - track.year
      if (Math.abs(gap) <= 1) counts.near++
      else if (gap > 1) counts.later++
      if (gap < 0) suspicious.push(`${band.name}, "${track.title}": ours ${track.year}, ${real.source} ${real.year}`)
    }
  }
  const share = (count) => `${count} (${((100 * count) / Math.max(1, counts.found)).toFixed(1)} %)`
  console.log(
    `  tracks found by band and title: ${counts.found}; year within 1: ${share(counts.near)}; data later, a re-release: ${share(counts.later)}`,
  )
  console.log(`  data earlier than ours: ${suspicious.length}`)
  for (const line of suspicious) console.log(`    ${line}`)
}

/** Report how much of the genre words of the data the vocabulary knows. */
function compareGenres(vocabulary, catalogues) {
  const known = new Set(
    [...vocabulary.genres, ...vocabulary.decades].flatMap((entry) => [entry.name, ...entry.aliases]).map(foldGenre),
  )
  for (const { name, genres } of catalogues) {
    if (!genres) continue
    const words = [...new Set(genres)].filter((word) => word && word !== 'set()' && word !== 'NA')
    const missing = words.filter((word) => !known.has(foldGenre(word)))
    console.log(
      `  genres of ${name}: ${words.length - missing.length} of ${words.length} known${missing.length ? `; missing ${missing.join(', ')}` : ''}`,
    )
  }
  const tagText = readData('hetrec2011-lastfm-2k/tags.dat.gz', 'latin1')
  const useText = readData('hetrec2011-lastfm-2k/user_taggedartists.dat.gz', 'latin1')
  if (!tagText || !useText) return
  const names = new Map(tabRows(tagText))
  const uses = new Map()
  for (const [, , tag] of tabRows(useText)) uses.set(tag, (uses.get(tag) ?? 0) + 1)
  const top = [...uses].sort((a, b) => b[1] - a[1]).slice(0, 600)
  const sum = (list) => list.reduce((total, [, count]) => total + count, 0)
  const covered = top.filter(([tag]) => known.has(foldGenre(names.get(tag) ?? '')))
  console.log(
    `  600 most used HetRec tags: ${covered.length} are genres or decades of the vocabulary, ${((100 * sum(covered)) / sum(top)).toFixed(1)} % of their uses`,
  )
  if (process.argv.includes('--tags'))
    console.log(
      `  other tags: ${top
        .filter((entry) => !covered.includes(entry))
        .map(([tag]) => names.get(tag))
        .join(' | ')}`,
    )
}

// ---------------------------------------------------------------- report

/** Report what the sample holds. */
function describe(sample, vocabulary, bytes) {
  const named = new Map(sample.bands.map((band) => [band.name, 0]))
  for (const near of sample.bands.flatMap((band) => band.near)) named.set(near, named.get(near) + 1)
  const rarely = [...named].filter(([, count]) => count < 2).map(([name]) => name)
  const distinct = (pick) => new Set(sample.bands.flatMap(pick)).size
  const broad = vocabulary.genres.filter((genre) => genre.parent === null).length
  console.log(
    `sample: ${sample.bands.length} bands, ${sample.bands.length * 4} tracks, ${distinct((band) => band.country)} countries, ${distinct((band) => band.genres)} genres used, ${bytes} bytes`,
  )
  console.log(`near: named by fewer than two others: ${rarely.join(', ') || 'nobody'}`)
  console.log(
    `genres: ${broad} broad, ${vocabulary.genres.length - broad} specific, ${vocabulary.genres.flatMap((genre) => genre.aliases).length} aliases; ${vocabulary.decades.length} decades`,
  )
}

const sampleText = readFileSync(join(root, samplePath), 'utf8')
const sample = JSON.parse(sampleText)
const vocabulary = JSON.parse(readFileSync(join(root, genresPath), 'utf8'))
const bytes = Buffer.byteLength(sampleText)
const breaches = [...checkGenres(vocabulary), ...checkSample(sample, vocabulary, bytes)]

if (breaches.length > 0) {
  for (const breach of breaches) console.error(breach)
  console.error(`${breaches.length} breaches`)
  process.exit(1)
}
describe(sample, vocabulary, bytes)
console.log('shape: no breach')
if (existsSync(dataFolder)) {
  console.log('against the real data:')
  const catalogues = readCatalogues()
  compareYears(sample, compareBands(sample, catalogues))
  compareGenres(vocabulary, catalogues)
  console.log('  playlist archive: not compared, it is packed with zstd')
} else console.log('no data folder: the comparison with real data is skipped')
