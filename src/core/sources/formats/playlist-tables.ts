/** #nowplaying playlists (Pichl, Zangerle, Specht): one entry of a Spotify user's playlist a row. */
import type { TableFormat } from '../format.ts'

const nowPlaying: TableFormat = {
  format: 'nowplaying-playlists',
  formatName: 'Spotify playlists of #nowplaying users',
  table: 'entries',
  idSpace: 'nowplaying-playlists',
  order: 1,
  columns: [
    { role: 'owner', names: ['user_id'], required: true, holds: 'id' },
    { role: 'artist', names: ['artistname'], required: true, holds: 'name' },
    { role: 'title', names: ['trackname'], required: true, holds: 'name' },
    { role: 'list', names: ['playlistname'], required: true, holds: 'text' },
  ],
  headerOptional: false,
  quoting: 'backslash',
  fileNames: ['spotify_dataset.csv'],
  brings: 'playlists in their order',
  licence: 'CC BY 4.0; cite Pichl, Zangerle and Specht, 2015',
  origin: 'https://zenodo.org/records/2594537',
  detect: ({ header }) => ((header ?? []).length <= 6 ? 0.97 : 0.6),
  toRow: ([owner = '', artist = '', title = '', name = '']) => ({
    kind: 'list-entry',
    list: `${owner}\t${name}`,
    name: name.trim() || null,
    track: { id: null, artist, title },
  }),
}

export const playlistTables: readonly TableFormat[] = [nowPlaying]
