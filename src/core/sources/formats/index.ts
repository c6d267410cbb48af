/** All tables that Sidetrack reads: the only list of them. */
import type { TableFormat } from '../format.ts'
import { hetrecTables } from './hetrec.ts'
import { millionPlaylistsTables } from './million-playlists.ts'

export const tableFormats: readonly TableFormat[] = [...hetrecTables, ...millionPlaylistsTables]
