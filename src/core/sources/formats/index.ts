/** All formats that Sidetrack reads: the only lists of them. */
import { audioFiles } from '../audio/audio-folder.ts'
import { namedTables } from '../columns/known-sets.ts'
import type { DocumentFormat, FormatInfo, TableFormat } from '../format.ts'
import { acousticbrainz } from './documents/acousticbrainz.ts'
import { emotions } from './documents/emotions.ts'
import { millionPlaylist } from './documents/million-playlist.ts'
import { msdLastfm } from './documents/msd-lastfm.ts'
import { spotifyArchive } from './documents/spotify-archive.ts'
import { echoNestTables } from './echo-nest.ts'
import { fmaTables } from './fma.ts'
import { hetrecTables } from './hetrec.ts'
import { lastfmHistoryTables } from './histories/lastfm.ts'
import { librefm } from './histories/librefm.ts'
import { listenbrainzDocuments } from './histories/listenbrainz.ts'
import { maloja, pano } from './histories/scrobblers.ts'
import { spotifyDocuments } from './histories/spotify.ts'
import { itunes } from './itunes.ts'
import { lastfm1kTables } from './lastfm-1k.ts'
import { lastfm360kTables } from './lastfm-360k.ts'
import { listDocuments, listTables } from './lists/index.ts'
import { millionPlaylistsTables } from './million-playlists.ts'
import { mtgJamendoTables } from './mtg-jamendo.ts'
import { numberedListTables } from './numbered-lists.ts'
import { playlistTables } from './playlist-tables.ts'
import { recboleTables } from './recbole.ts'
import { scrobblerLog } from './scrobbler-log.ts'

export const tableFormats: readonly TableFormat[] = [
  ...hetrecTables,
  ...lastfm360kTables,
  ...millionPlaylistsTables,
  ...lastfm1kTables,
  ...echoNestTables,
  ...recboleTables,
  ...numberedListTables,
  ...playlistTables,
  ...fmaTables,
  ...mtgJamendoTables,
  ...listTables,
  ...lastfmHistoryTables,
]
export const documentFormats: readonly DocumentFormat[] = [
  scrobblerLog,
  librefm,
  itunes,
  pano,
  maloja,
  ...spotifyDocuments,
  ...listenbrainzDocuments,
  ...listDocuments,
  acousticbrainz,
  emotions,
  millionPlaylist,
  msdLastfm,
  spotifyArchive,
]
export const formats: readonly FormatInfo[] = [...tableFormats, ...documentFormats, ...namedTables, audioFiles]
