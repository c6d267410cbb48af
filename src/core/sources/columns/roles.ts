/** What columns are called, in several languages, and so what they probably hold. */
import type { ColumnRole, ColumnTarget } from '#api/columns.ts'
import { foldHeader } from '../fields.ts'

/** Roles that several columns of one table may have. */
const repeatable = new Set<ColumnRole>([
  'genre',
  'mood',
  'activity',
  'tag',
  'similarArtist',
  'similarTitle',
  'similarScore',
])

/** Names by which columns go; of several the earlier one wins. Compared without case, blanks and underscores. */
const synonyms: Record<ColumnRole, readonly string[]> = {
  artist: [
    ...['artist_name', 'track_artist', 'artist', 'artists', 'artist(s)', 'artist name(s)', 'artistname', 'artist.name'],
    ...['band', 'band_name', 'artname', 'performer', 'musician', 'interpret', 'künstler', 'künstlername', 'artista'],
    ...['nombre del artista', 'artistas', 'artiste', "nom de l'artiste", "nome dell'artista", 'nome do artista'],
    ...['artiest', 'wykonawca', 'исполнитель', 'アーティスト', 'アーティスト名', '艺术家', '歌手'],
  ],
  title: [
    ...['track_name', 'song_name', 'trackname', 'track_title', 'song_title', 'track.title', 'title', 'song', 'track'],
    ...['name', 'titel', 'lied', 'canción', 'título', 'nombre de la canción', 'titre', 'chanson', 'titolo', 'brano'],
    ...['nome da faixa', 'faixa', 'música', 'nummer', 'låt', 'utwór', 'название', 'трек', 'タイトル', '曲名', '歌名'],
  ],
  album: [
    ...['album_name', 'track_album_name', 'album', 'album.title', 'albumname', 'release', 'release_name', 'álbum'],
    ...['nombre del álbum', "nom de l'album", "nome dell'album", 'nome do álbum', 'альбом', 'アルバム', '专辑'],
  ],
  year: [
    ...[
      'release_date',
      'track_album_release_date',
      'album_release_date',
      'year',
      'release_year',
      'album.date_released',
    ],
    ...['released', 'date', 'jahr', 'erscheinungsdatum', 'año', 'fecha de lanzamiento', 'année', 'date de sortie'],
    ...['anno', 'data di uscita', 'ano', 'data de lançamento', 'jaar', 'год', '年'],
  ],
  duration: [
    ...[
      'duration_ms',
      'track_duration_(ms)',
      'duration_(ms)',
      'duration',
      'length',
      'track.duration',
      'dur',
      'seconds',
    ],
    ...['duration_s', 'milliseconds', 'laufzeit', 'dauer', 'duración', 'durée', 'durata', 'duração', 'duur'],
  ],
  trackId: ['track_id', 'song_id', 'spotify_id', 'spotify_track_id', 'id', 'msd_sng_id', 'item_id', 'item'],
  mbid: ['mbid', 'track_mbid', 'recording_mbid', 'recording_id', 'musicbrainz_id', 'musicbrainz_recording_id'],
  isrc: ['isrc'],
  uri: ['track_uri', 'spotify_uri', 'spotify_track_uri', 'uri', 'track_href', 'url', 'link'],
  popularity: ['popularity', 'track_popularity', 'pop', 'popularität', 'popularidad', 'popularité', 'popolarità'],
  explicit: ['explicit', 'is_explicit', 'track_explicit'],
  genre: [
    ...['genre', 'genres', 'track_genre', 'playlist_genre', 'playlist_subgenre', 'subgenre', 'top_genre', 'genre_top'],
    ...['main_genre', 'sub_genre', 'artist_genre', 'artist_genres', 'album_genres', 'style', 'styles', 'género'],
    ...['géneros', 'genere', 'gênero', 'gatunek', 'жанр', 'ジャンル', '流派'],
  ],
  mood: ['mood', 'moods', 'emotion', 'emotions', 'stimmung', 'humeur', 'umore', 'estado de ánimo', 'настроение'],
  activity: ['activity', 'activities', 'good_for'],
  tag: ['tag', 'tags', 'label', 'labels', 'schlagwort', 'etiqueta', 'étiquette', 'user_tags', 'tag_value', 'tag_name'],
  language: ['language', 'lang', 'track_language', 'language_code', 'sprache', 'idioma', 'langue', 'lingua', 'язык'],
  lyrics: ['lyrics', 'lyric', 'text', 'songtext', 'letra', 'paroles', 'testo', 'текст', '歌詞', '歌词'],
  tempo: ['tempo', 'bpm', 'beats_per_minute', 'beats_per_minute_(bpm)'],
  loudness: ['loudness', 'loudness_(db)', 'loudness_db', 'db', 'lautstärke'],
  musicalKey: ['key', 'musical_key', 'tonart', 'tonality'],
  mode: ['mode', 'audio_mode'],
  timeSignature: ['time_signature', 'taktart', 'meter', 'metre'],
  danceability: ['danceability', 'danceability_%', 'dance', 'dnce'],
  energy: ['energy', 'energy_%', 'nrgy'],
  valence: ['valence', 'positiveness', 'audio_valence', 'valence_%', 'val', 'happiness'],
  arousal: ['arousal'],
  acousticness: ['acousticness', 'acousticness_%', 'acous', 'acoustic'],
  instrumentalness: ['instrumentalness', 'instrumentalness_%'],
  liveness: ['liveness', 'liveness_%', 'live'],
  speechiness: ['speechiness', 'speechiness_%', 'spch'],
  similarArtist: [],
  similarTitle: [],
  similarScore: [],
  listener: [
    ...['user_id', 'user', 'userid', 'username', 'user_name', 'listener', 'member', 'account', 'usersha1', 'benutzer'],
    ...['hörer', 'usuario', 'utilisateur', 'utente', 'usuário', 'пользователь'],
  ],
  plays: [
    ...['plays', 'play_count', 'playcount', 'listen_count', 'scrobbles', 'listens', 'count', 'total_plays', 'weight'],
    ...['wiedergaben', 'reproducciones', 'écoutes', 'ascolti', 'reproduções', 'прослушивания'],
  ],
  playedAt: [
    ...['played_at', 'timestamp', 'listened_at', 'ts', 'uts', 'utc_time', 'end_time', 'time', 'scrobbled_at', 'played'],
    ...['datetime', 'date_time', 'zeitpunkt', 'gehört_am', 'fecha', 'horodatage', 'дата'],
  ],
  msPlayed: ['ms_played', 'msplayed', 'milliseconds_played'],
  listId: ['playlist_id', 'list_id', 'pid'],
  listName: ['playlist_name', 'playlistname', 'playlist', 'list', 'list_name', 'wiedergabeliste', 'lista', 'плейлист'],
}

const patterns: readonly (readonly [RegExp, ColumnRole])[] = [
  [/^goodfor\S/, 'activity'],
  [/^similarartist\d*$/, 'similarArtist'],
  [/^similar(?:song|track|title)\d*$/, 'similarTitle'],
  [/^similarityscore\d*$/, 'similarScore'],
]

const folded = Object.entries(synonyms).map(([role, names]) => [role as ColumnRole, names.map(foldHeader)] as const)

/** The probable role of each column by its name; null for a column that is none. */
export function guessRoles(header: readonly string[]): (ColumnRole | null)[] {
  const names = header.map(foldHeader)
  const roles: (ColumnRole | null)[] = names.map((name) => patterns.find(([shape]) => shape.test(name))?.[1] ?? null)
  for (const [role, words] of folded) {
    for (const word of words) {
      const found = names.flatMap((name, index) => (name === word && roles[index] === null ? [index] : []))
      for (const index of repeatable.has(role) ? found : found.slice(0, 1)) roles[index] = role
      if (found.length > 0 && !repeatable.has(role)) break
    }
  }
  return roles
}

/** Whether several columns may have this role. */
export function mayRepeat(role: ColumnRole): boolean {
  return repeatable.has(role)
}

/** What the rows of a table with these columns probably are. */
export function guessTarget(roles: readonly (ColumnRole | null)[]): ColumnTarget {
  const has = (role: ColumnRole) => roles.includes(role)
  if (has('listId') || has('listName')) return 'lists'
  if (has('playedAt') && has('title')) return 'listens'
  if (has('listener')) return has('title') || has('trackId') ? 'track-plays' : 'artist-plays'
  return 'tracks'
}
