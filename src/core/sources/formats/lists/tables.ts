/** Playlists as tables that services write: Exportify (both of that name), TuneMyMusic, Soundiiz. */
import type { Column, TableFormat } from '../../format.ts'
import { entryRow, listFiles } from './list-files.ts'
import { milliseconds, sidetrack } from './sidetrack.ts'

const column = (role: string, names: readonly string[], required = false): Column => ({
  role,
  names,
  required,
  holds: 'text',
})

/** Told of nothing: what a table notes of its fields is not counted. */
const unnoted = () => {}

/** `Artist A;Artist B`, or `Artist A, Artist B` where there are as many addresses as parts; the first is the artist. */
export function firstArtist(names: string, addresses: string): string {
  const count = addresses === '' ? null : addresses.split(/[,;]/).length
  if (count === 1) return names
  const parts = names.split(';')
  if (parts.length > 1) return parts[0] ?? names
  const commas = names.split(/,\s*/)
  return count !== null && commas.length === count ? (commas[0] ?? names) : names
}

/** Header words of the languages in which Exportify writes its files. */
const exportify: TableFormat = {
  ...listFiles,
  table: 'exportify',
  fileNames: ['Exportify .csv'],
  headerOptional: false,
  columns: [
    column(
      'location',
      [
        ...['Track URI', 'Spotify URI', 'Spotify ID', 'Track ID', 'Spotify Track Id', 'Track-URI'],
        ...['URI de la canción', 'URI du titre', 'URI della traccia', 'URI da faixa', 'Nummer URI', 'トラックURI'],
        'Låtens URI',
      ],
      true,
    ),
    column(
      'title',
      [
        ...['Track Name', 'Track-Name', 'Nombre de la canción', 'Nom du titre', 'Nome della traccia', 'Nome da faixa'],
        ...['Nummernaam', 'トラック名', 'Låtens namn', 'Song'],
      ],
      true,
    ),
    column(
      'artist',
      [
        ...['Artist Name(s)', 'Artist Name', 'Künstlername(n)', 'Nombre(s) del artista', "Nom(s) de l'artiste"],
        ...["Nome dell'artista", 'Nome(s) do artista', 'Naam van artiest', 'アーティスト名', 'Artistens namn'],
      ],
      true,
    ),
    column(
      'added',
      [
        ...['Added At', 'Hinzugefügt am', 'Añadido en', 'Ajouté le', 'Aggiunto il', 'Adicionado em'],
        ...['Toegevoegd op', '追加日時', 'Tillagd vid'],
      ],
      true,
    ),
    column('album', [
      ...['Album Name', 'Album', 'Album-Name', 'Nombre del álbum', "Nom de l'album", "Nome dell'album"],
      ...['Nome do álbum', 'Naam van album', 'アルバム名', 'Albumets namn'],
    ]),
    column('artist addresses', [
      ...['Artist URI(s)', 'Artist IDs', 'Künstler-URI(s)', 'URI(s) del artista', "URI(s) de l'artiste"],
      ...["URI dell'artista", 'URI(s) do artista', 'Artiest-URI', 'アーティストURI', 'Artistens URI'],
    ]),
    column('duration', [
      ...['Track Duration (ms)', 'Duration (ms)', 'Track-Dauer (ms)', 'Duración de la canción (ms)'],
      ...['Durée du titre (ms)', 'Durata della traccia (ms)', 'Duração da faixa (ms)', 'Nummerduur (ms)'],
      ...['トラックの長さ（ミリ秒）', 'Låtlängd (ms)'],
    ]),
    column('ISRC', ['ISRC']),
  ],
  detect: () => 0.97,
  toRow: ([address = '', title = '', artists = '', , album = '', artistAddresses = '', duration = '', isrc = '']) =>
    entryRow(
      {
        title,
        artist: firstArtist(artists, artistAddresses),
        album,
        seconds: milliseconds(duration),
        location: trackAddress(address),
        isrc,
      },
      unnoted,
    ),
}

/** Older files hold the bare id. */
const trackAddress = (text: string): string => (/^[A-Za-z0-9]{22}$/.test(text) ? `spotify:track:${text}` : text)

const tuneMyMusic: TableFormat = {
  ...listFiles,
  table: 'tunemymusic',
  fileNames: ['TuneMyMusic .csv'],
  headerOptional: false,
  columns: [
    column('title', ['Track name'], true),
    column('artist', ['Artist name'], true),
    column('list', ['Playlist name'], true),
    column('kind', ['Type'], true),
    column('album', ['Album']),
    column('ISRC', ['ISRC']),
    column('Spotify id', ['Spotify - id', 'Spotify ID']),
  ],
  detect: () => 0.97,
  toRow: ([title = '', artist = '', list = '', kind = '', album = '', isrc = '', id = '']) => {
    const listName = list.trim() || (/favo/i.test(kind) ? 'Favorites' : null)
    return entryRow(
      {
        ...(listName === null ? {} : { list: listName }),
        listName,
        title,
        artist,
        album,
        isrc,
        location: trackAddress(id),
      },
      unnoted,
    )
  },
}

const soundiiz: TableFormat = {
  ...listFiles,
  table: 'soundiiz',
  fileNames: ['Soundiiz .csv'],
  headerOptional: false,
  columns: [
    column('title', ['title'], true),
    column('artist', ['artist'], true),
    column('album', ['album'], true),
    column('ISRC', ['isrc'], true),
  ],
  // Nothing but these four: richer tables have titles and bands too.
  detect: ({ header }) => ((header ?? []).filter((name) => name !== '').length <= 6 ? 0.9 : 0),
  toRow: ([title = '', artist = '', album = '', isrc = '']) => entryRow({ title, artist, album, isrc }, unnoted),
}

export const listTables: readonly TableFormat[] = [exportify, tuneMyMusic, soundiiz, sidetrack]
