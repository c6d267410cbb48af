/** All tables that Sidetrack reads: the only list of them. */
import type { TableFormat } from '../format.ts'
import { hetrecTables } from './hetrec.ts'
import { lastfm360kTables } from './lastfm-360k.ts'
import { millionPlaylistsTables } from './million-playlists.ts'

export const tableFormats: readonly TableFormat[] = [...hetrecTables, ...lastfm360kTables, ...millionPlaylistsTables]
