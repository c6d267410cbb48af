/** Playlists in files, whatever wrote them. */
import type { DocumentFormat } from '../../format.ts'
import { jspf } from './jspf.ts'
import { m3u } from './m3u.ts'
import { pls } from './pls.ts'
import { uris } from './uris.ts'
import { xspf } from './xspf.ts'

export { listTables } from './tables.ts'
export const listDocuments: readonly DocumentFormat[] = [xspf, jspf, pls, uris, m3u]
