/** Files that try the import contract: one for each keyword, as an import's ledger names it. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { constants, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect } from 'vitest'
import type { FileLedger } from '#api/schemas.ts'
import type { FileKeyword, RecordKeyword, RepairKeyword, SetAsideKeyword } from '#core/sources/keywords.ts'
import { keyLine, recordLine, savedHeader } from '#core/sources/saved/saved-records.ts'
import { newLibrary, type TestLibrary } from '../library.ts'
import { tar, zip } from './pack.ts'

type Content = string | Uint8Array
/** A file by name and content, or a path that is made in a folder of its own. */
export type Hostile = [name: string, content: Content] | ((folder: string) => string)

export const songsHead = 'song_id\tband\tsong_name\n'
export const goodSongs = '1\tABBA\tSOS\n2\tBlur\tSong 2\n'
export const songs = (...lines: string[]): Hostile => [
  'songs.tsv',
  songsHead + goodSongs + lines.map((line) => `${line}\n`).join(''),
]
export const csv = (...lines: string[]): Hostile => ['songs.csv', ['song_id,band,song_name', ...lines, ''].join('\n')]
export const plays = (...lines: string[]): Hostile => [
  'user_artists.dat',
  ['userID\tartistID\tweight', '1\t2\t5', ...lines, ''].join('\n'),
]
export const scrobbles = (...dates: string[]): Hostile => [
  'scrobbles.csv',
  ['artist,album,track,date', ...dates.map((date, i) => `Low,,Song ${i},"${date}"`), ''].join('\n'),
]
export const sha = (digit: string) => digit.repeat(40)
export const longPlays = (...lines: string[]): Hostile => [
  'plays.tsv',
  [
    ...Array.from({ length: 9 }, (_, i) => `${sha(`${i}`)}\t8b2b2d2e-9fc3-4a0a-9a3c-2a3f7b7d2d11\tLow\t5`),
    ...lines,
    '',
  ].join('\n'),
]
const spotify = (...plays: string[]): string => `[${plays.join(',')}]`
const spotifyPlay = (more: Record<string, unknown> = {}): string =>
  JSON.stringify({
    ...{ ts: '2023-01-01T03:35:19Z', ms_played: 120_000, master_metadata_track_name: 'Lullaby' },
    ...{ master_metadata_album_artist_name: 'Low', spotify_track_uri: 'spotify:track:0123456789012345678901' },
    ...more,
  })
/** A document of AcousticBrainz with more in it. */
export const heard = (more: Record<string, unknown> | string = {}): string => {
  const tags = { musicbrainz_recordingid: ['0dad432b-16cc-4bf0-8961-fd31d124b01b'], artist: ['Can'], title: ['Spoon'] }
  const danceability = { all: { danceable: 0.25, not_danceable: 0.75 } }
  const document = { highlevel: { danceability }, metadata: { tags } }
  if (typeof more !== 'string') return JSON.stringify({ ...document, ...more })
  return `{${more},${JSON.stringify(document).slice(1)}`
}
const xspf = (inside: string, before = ''): Hostile => [
  'list.xspf',
  `<?xml version="1.0"?>${before}<playlist version="1" xmlns="http://xspf.org/ns/0/"><trackList>${inside}</trackList></playlist>`,
]
const xspfTrack = '<track><title>SOS</title><creator>ABBA</creator></track>'
const packed = gzipSync(songsHead + goodSongs.repeat(2000))
const flipped = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] as number) ^ 1
  return copy
}
export const member = { name: 'songs.tsv', content: songsHead + goodSongs }

/** Records of a songs table as Sidetrack saves them. */
function savedSongs(...texts: string[]): string {
  const way = { format: 'million-playlists', table: 'songs', delimiter: '\t', quoting: 'none', roles: null } as const
  const header = ['song_id', 'band', 'song_name']
  const key = { ...way, header, mapping: [0, 1, 2], inside: false, sha256: sha('1') }
  const records = texts.map((text, i) => recordLine('songs.tsv', 'columns-missing', { line: i + 2, text }, false))
  return [savedHeader(), keyLine('songs.tsv', key), ...records, ''].join('\n')
}

/** Made of a window of 256 MiB: the frame header says so. */
function wideWindow(): Buffer {
  const frame = zstdCompressSync(songsHead + goodSongs.repeat(2000), {
    params: { [constants.ZSTD_c_windowLog]: 17, [constants.ZSTD_c_contentSizeFlag]: 0 },
  })
  frame[5] = 18 << 3
  return frame
}

/** What refuses a file as a whole: nothing of it is stored. */
export const rejected: Record<Exclude<FileKeyword, 'read-error'>, Hostile> = {
  'archive-bomb': ['bomb.tsv.gz', gzipSync(songsHead + `1\tABBA\t${'a'.repeat(1000)}\n`.repeat(70_000))],
  'archive-corrupt': ['corrupt.zip', zip([{ ...member, size: 9 }])],
  'archive-crc': ['crc.tsv.gz', flipped(packed, packed.length - 7)],
  'archive-encrypted': ['encrypted.zip', zip([{ ...member, flags: 1 }])],
  'archive-nested': ['nested.tar', tar([member, { name: 'inner.gz', content: packed }])],
  'archive-path-traversal': ['traversal.tar', tar([member, { ...member, name: '../../up.tsv' }])],
  'archive-truncated': ['cut.tsv.gz', packed.subarray(0, packed.length - 3)],
  'archive-window-too-large': ['window.tsv.zst', wideWindow()],
  'binary-file': ['binary.tsv', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256))],
  'column-required-missing': ['missing.tsv', `song_id\tband\n1\tABBA\n`],
  'columns-too-many': ['wide.csv', `${Array.from({ length: 1001 }, (_, i) => `c${i}`).join(',')}\n`],
  'empty-file': ['empty.tsv', ''],
  'header-duplicate': ['twice.tsv', `song_id\tband\tband\tsong_name\n1\tABBA\tABBA\tSOS\n`],
  'json-syntax': ['syntax.json', spotify(spotifyPlay(), '{"ts" 1}')],
  'json-too-deep': ['deep.json', heard({ deep: JSON.parse(`${'['.repeat(70)}${']'.repeat(70)}`) })],
  'json-too-large': ['large.json', spotify(spotifyPlay(), spotifyPlay({ note: 'x'.repeat(8 * 1024 * 1024) }))],
  'json-truncated': ['truncated.json', spotify(spotifyPlay(), spotifyPlay()).slice(0, -20)],
  'no-valid-rows': ['none.tsv', `${songsHead}1\t\tSOS\n2\t\t\n`],
  'not-a-dataset': ['diary.csv', 'when,what\nMonday,rain\nTuesday,sun\n'],
  'not-a-file': (folder) => {
    execFileSync('mkfifo', [join(folder, 'pipe.tsv')])
    return join(folder, 'pipe.tsv')
  },
  'not-found': (folder) => join(folder, 'gone.tsv'),
  'permission-denied': (folder) => {
    const path = join(folder, 'secret.tsv')
    writeFileSync(path, songsHead + goodSongs)
    chmodSync(path, 0)
    return path
  },
  'schema-mismatch': ['list.jspf', '{"playlist":{"title":"x","track":"none"}}'],
  'xml-doctype': xspf(xspfTrack, '<!DOCTYPE playlist [<!ENTITY lol "lol">]>'),
  'xml-syntax': xspf(`${xspfTrack}<track><title>SOS</creator></track>`),
  'xml-too-deep': xspf(`${xspfTrack}${'<a>'.repeat(70)}${'</a>'.repeat(70)}`),
}

/** What spoils single records: the file is imported in part, and each such record is counted. */
export const partial: Record<Exclude<RecordKeyword, 'audio-unreadable' | 'file-changed'> | 'orphan-song', Hostile> = {
  'archive-link-entry': ['links.tar', tar([member, { name: 'link', type: '2' }])],
  'columns-extra': songs('3\tCan\tSpoon\tmore'),
  'columns-missing': songs('3\tCan'),
  'date-invalid': scrobbles(...Array.from({ length: 9 }, (_, i) => `2005-04-2${i} 12:30:00`), 'soon'),
  'header-repeated': songs('song_id\tband\tsong_name'),
  'json-syntax': ['lines.ndjson', `${heard()}\n{"highlevel":\n${heard()}\n`],
  'json-too-deep': [
    'deep.tar',
    tar([
      { name: 'a.json', content: heard() },
      { name: 'b.json', content: heard(`"x":${'['.repeat(70)}${']'.repeat(70)}`) },
    ]),
  ],
  'json-truncated': [
    'cut.tar',
    tar([
      { name: 'a.json', content: heard() },
      { name: 'b.json', content: heard().slice(0, -9) },
    ]),
  ],
  'name-empty': songs('3\t\tSpoon'),
  'no-opinion': [
    'feedback.jsonl',
    ['1', '0']
      .map((score) => `{"recording_mbid":"0dad432b-16cc-4bf0-8961-fd31d124b01b","score":${score},"created":1700000000}`)
      .join('\n'),
  ],
  'not-music': [
    'history.json',
    spotify(spotifyPlay(), spotifyPlay({ spotify_episode_uri: 'spotify:episode:x', master_metadata_track_name: null })),
  ],
  'nul-byte': songs('3\tC\u0000n\tSpoon'),
  'orphan-song': ['likes.csv', 'user,item\na,1\nb,2\n'],
  'play-skipped': ['history.json', spotify(spotifyPlay(), spotifyPlay({ ms_played: 3000, skipped: true }))],
  'plays-invalid': longPlays(`${sha('1')}\t\tCan\t10000001`),
  'quote-unclosed': csv('1,ABBA,SOS', '2,"Blur,Song 2', '3,Can,Spoon'),
  'record-cut-off': ['columns-missing.csv', savedSongs('3\tCan\tSpoon', '4\tCan'.padEnd(500))],
  'row-too-long': songs(`3\t${'x'.repeat(1024 * 1024)}\tSpoon`),
  'schema-mismatch': songs('null\tCan\tSpoon'),
  'value-out-of-range': [
    'lines.ndjson',
    `${heard()}\n${heard({ highlevel: { danceability: { all: { danceable: 7 } } } })}\n`,
  ],
}

/** What is put right: every record is kept, and the repair is counted. */
export const repaired: Record<RepairKeyword, Hostile> = {
  'archive-mislabelled': ['songs.tsv.gz', songsHead + goodSongs],
  'archive-multi-member': ['songs.tsv.gz', Buffer.concat([gzipSync(songsHead), gzipSync(goodSongs)])],
  'archive-trailing-bytes': ['songs.tsv.gz', Buffer.concat([packed, Buffer.from('more')])],
  'blank-line': songs('', '3\tCan\tSpoon'),
  'case-variant': songs('3\tAbba\tWaterloo'),
  'columns-trailing-empty': songs('3\tCan\tSpoon\t\t'),
  'delimiter-detected': ['songs.csv', 'song_id;band;song_name\n1;ABBA;SOS\n'],
  'duplicate-row': songs('1\tABBA\tSOS'),
  'encoding-bom': ['songs.tsv', `\ufeff${songsHead}${goodSongs}`],
  'encoding-legacy': ['songs.tsv', Buffer.from(`${songsHead}${goodSongs}3\tBj\xf6rk\tJ\xf3ga\n`, 'latin1')],
  'encoding-utf16': ['songs.tsv', Buffer.from(`\ufeff${songsHead}${goodSongs}`, 'utf16le')],
  'header-missing': ['likes.csv', Array.from({ length: 9 }, (_, i) => `user${i},${i + 1}\n`).join('')],
  'header-normalised': ['songs.tsv', `SONG ID\tBand\tSong-Name\n${goodSongs}`],
  'id-collision': songs('1\tABBA\tWaterloo'),
  'json-array': ['a.json', `[${heard()}]`],
  'json-concatenated': ['a.json', `${heard()}${heard()}`],
  'json-duplicate-key': ['a.json', heard('"note":1,"note":2')],
  'json-forbidden-key': ['a.json', heard('"__proto__":{"admin":true}')],
  'location-ignored': ['list.m3u8', '#EXTM3U\n#EXTINF:1,ABBA - SOS\nhttps://example.com/sos.mp3\n'],
  'mbid-invalid': longPlays(`${sha('1')}\tno-mbid\tCan\t3`),
  'mbid-missing': longPlays(`${sha('1')}\t\tCan\t3`),
  'name-formula': songs('3\t=SUM(A1)\tSpoon'),
  'name-markup': songs('3\t<script>alert(1)</script>\tSpoon'),
  'name-normalised': songs('3\tBjo\u0308rk\tJ\u202eóga'),
  'name-truncated': songs(`3\tCan\t${'long '.repeat(400)}`),
  'newline-cr': ['songs.tsv', (songsHead + goodSongs).replaceAll('\n', '\r')],
  'newline-crlf': ['songs.tsv', (songsHead + goodSongs).replaceAll('\n', '\r\n')],
  'newline-mixed': songs('3\tCan\tSpoon\r'),
  'quote-literal': songs('3\t"Weird Al\tSpoon'),
  'quote-multiline': csv('1,"AB\nBA",SOS'),
  'quote-stray': csv('1,7" Single,SOS'),
  'xml-external-dtd-ignored': xspf(xspfTrack, '<!DOCTYPE playlist SYSTEM "http://example.com/x.dtd">'),
}

/** Set aside, not refused: what they need may come later. */
export const aside: Record<Exclude<SetAsideKeyword, 'orphan-song'>, Hostile> = {
  'orphan-artist': plays(),
  'orphan-tag': ['user_taggedartists.dat', 'userID\tartistID\ttagID\tday\tmonth\tyear\n2\t52\t13\t1\t4\t2009\n'],
}

/** Where a hostile file lies. */
export function placed(library: TestLibrary, file: Hostile): string {
  const folder = mkdtempSync(join(library.folder, 'hostile-'))
  chmodSync(folder, 0o755)
  if (typeof file === 'function') return file(folder)
  writeFileSync(join(folder, file[0]), file[1])
  return join(folder, file[0])
}

/** The ledger of one file, imported into a library of its own; what it must hold in any case is looked at. */
export async function ledgerOf(
  file: Hostile,
  library = newLibrary(),
  as = <T>(run: () => T) => run(),
): Promise<FileLedger> {
  const path = placed(library, file)
  const { files } = await as(() => library.importPaths([path]))
  expect(files).toHaveLength(1)
  const [ledger] = files as [FileLedger]
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, count) => total + count, 0)
  expect(ledger.kept + ledger.merged + ledger.setAside + sum(ledger.rejected)).toBe(ledger.read)
  if (ledger.outcome === 'rejected') expect(ledger.message).toMatch(/^[A-Z].{15,}/s)
  return ledger
}
