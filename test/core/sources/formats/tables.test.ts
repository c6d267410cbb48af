import { describe, expect, test } from 'vitest'
import { fileReader, keywords } from '../helpers.ts'

const read = fileReader()
const recognised = async (name: string, content: string) => {
  const { recognised: found } = await read(name, content)
  return found === null ? null : `${found.table.format} ${found.table.table}`
}

const song = 'SOAAADD12AB018A9DD'
const user = 'b80344d063b5ccb3212f76538f3d9e43d87dca9e'

describe('Last.fm 1K', () => {
  const line = (moment: string) => `user_000001\t${moment}\t\tDeep Dish\t\tFuck Me Im Famous\n`
  test('plays with their moments; date-invalid before 2002', async () => {
    const result = await read('x.tsv', line('2009-05-04T23:08:57Z') + line('1970-01-01T00:00:10Z'))
    expect(result.recognised?.table).toMatchObject({ format: 'lastfm-1k', table: 'listens' })
    expect(result.rows).toEqual([
      {
        kind: 'listen',
        listener: 'user_000001',
        track: { id: null, artist: 'Deep Dish', title: 'Fuck Me Im Famous' },
        at: Date.UTC(2009, 4, 4, 23, 8, 57) / 1000,
        msPlayed: null,
      },
    ])
    expect(keywords(result)).toEqual(['date-invalid'])
  })
  test('profiles without age and gender', async () => {
    const { rows } = await read(
      'p.tsv',
      'user_000001\tm\t\tJapan\tAug 13, 2006\nuser_000002\tf\t\tPeru\tFeb 24, 2006\n',
    )
    expect(rows[0]).toEqual({ kind: 'listener', id: 'user_000001', country: 'Japan' })
  })
})

describe('Echo Nest', () => {
  test('triplets, and all tracks between <SEP>', async () => {
    const plays = await read('train_triplets.txt', `${user}\t${song}\t5\n${user}\t${song}\t0\n`)
    expect(plays.rows).toEqual([{ kind: 'track-play', listener: user, trackId: song, plays: 5 }])
    expect(keywords(plays)).toEqual(['plays-invalid'])
    const line = `TRAAAAK128F9318786<SEP>${song}<SEP>The "Box" Tops<SEP>Soul, Deep\n`
    const tracks = await read('unique_tracks.txt', line)
    expect(tracks.rows).toEqual([{ kind: 'track', id: song, artist: 'The "Box" Tops', title: 'Soul, Deep' }])
  })
})

describe('RecBole', () => {
  test.each([
    [
      'user_id:token\titem_id:token\ttimestamp:float\nu\t7\t1.5\n',
      { kind: 'track-play', listener: 'u', trackId: '7', plays: 1 },
    ],
    [
      'user_id:token\tartist_id:token\tweight:float\nu\t7\t13.0\n',
      { kind: 'artist-play', listener: 'u', artistId: '7', plays: 13 },
    ],
    [
      'item_id:token\ttitle:token_seq\tartist:token_seq\n7\tSpoon\tCan\n',
      { kind: 'track', id: '7', artist: 'Can', title: 'Spoon' },
    ],
    ['artist_id:token\tname:token_seq\n7\tCan\n', { kind: 'artist', id: '7', name: 'Can' }],
    ['user_id:token\tage:float\tcountry:token\nu\t3\tPeru\n', { kind: 'listener', id: 'u', country: 'Peru' }],
  ])('%s', async (content, row) => {
    const result = await read('x.inter', content)
    expect(result.recognised?.table.format).toBe('recbole')
    expect(result.rows).toEqual([row])
  })
})

describe('lists of numbered items', () => {
  test('each item of a line is a record of its own', async () => {
    const result = await read('train.txt', `0 7 8 7\n1 9\n2\n3 x\n${'4 5 6\n'.repeat(20)}`)
    expect(result.recognised?.table.table).toBe('lines')
    expect(result.rows.slice(0, 4)).toEqual(
      ['7', '8', '7', '9'].map((trackId, at) => ({
        kind: 'track-play',
        listener: at < 3 ? '0' : '1',
        trackId,
        plays: null,
      })),
    )
    expect(keywords(result)).toEqual(['columns-missing', 'schema-mismatch'])
    expect(result.recordsRead).toBe(4 + 2 + 40)
  })
  test('triplets have counts', async () => {
    const { rows } = await read('data1.txt', '424\t4076\t993\r\n1311\t1574\t957\r\n')
    expect(rows[0]).toEqual({ kind: 'track-play', listener: '424', trackId: '4076', plays: 993 })
  })
  test('an item list gives names, or ids that stand in for them', async () => {
    const ids = await read('item_list.txt', 'org_id remap_id freebase_id\n152949 0 m.0f7jpbw\n')
    expect(ids.rows).toMatchObject([{ kind: 'track', standIn: true, id: '0', title: 'm.0f7jpbw' }])
    const names = await read('item_list.txt', 'org_id\tremap_id\ttitle\tartist\n152949\t0\tSpoon\tCan\n')
    expect(names.rows).toEqual([{ kind: 'track', id: '0', title: 'Spoon', artist: 'Can' }])
  })
})

describe('#nowplaying playlists', () => {
  test('backslashes escape quotes; blanks may stand before a quote; quote-unclosed spoils its line only', async () => {
    const content = [
      '"user_id", "artistname", "trackname", "playlistname"',
      '"9cc0","Elvis Costello","(The Angels Wanna Wear My) Red Shoes","HARD ROCK 2010"',
      '"9cc0", "\\"Weird Al\\" Yankovic","Eat It, Again","A \\\\ B"',
      '"9cc0","Unclosed","Never,"HARD',
      '"9cc0","Can","Spoon","HARD ROCK 2010"',
    ].join('\n')
    const result = await read('spotify_dataset.csv', content)
    expect(result.rows).toMatchObject([
      { kind: 'list-entry', name: 'HARD ROCK 2010', track: { artist: 'Elvis Costello' } },
      { name: 'A \\ B', track: { artist: '"Weird Al" Yankovic', title: 'Eat It, Again' } },
      { track: { artist: 'Can', title: 'Spoon' } },
    ])
    expect(keywords(result)).toEqual(['quote-unclosed'])
  })
})

describe('FMA', () => {
  test('a header of three rows, genres by number, years from dates', async () => {
    const content = [
      ',album,artist,track,track,track,track',
      ',date_released,name,duration,genre_top,genres,title',
      'track_id,,,,,,',
      '2,2009-01-05 00:00:00,AWOL,168,Hip-Hop,"[21, 5]",Food',
      '3,,Kurt Vile,161,,[],Freeway',
    ].join('\n')
    const { rows } = await read('tracks.csv', content)
    expect(rows).toEqual([
      {
        kind: 'track',
        id: '2',
        artist: 'AWOL',
        title: 'Food',
        facts: {
          year: 2009,
          durationMs: 168_000,
          labels: [
            { kind: 'genre', name: 'hip-hop', weight: 1 },
            { kind: 'genre', name: '21', weight: 1, listed: true },
            { kind: 'genre', name: '5', weight: 1, listed: true },
          ],
        },
      },
      { kind: 'track', id: '3', artist: 'Kurt Vile', title: 'Freeway', facts: { durationMs: 161_000 } },
    ])
  })
})

describe('MTG-Jamendo', () => {
  test('rows are as long as they have tags', async () => {
    const head = 'TRACK_ID\tARTIST_ID\tALBUM_ID\tPATH\tDURATION\tTAGS\n'
    const row =
      'track_0000948\tartist_000087\talbum_000149\t48/948.mp3\t212.7\tmood/theme---calm\tgenre---ambient\tinstrument---piano\n'
    const { rows, outcome } = await read('a.tsv', head + row)
    expect(outcome).toBe('accepted')
    expect(rows).toMatchObject([
      {
        standIn: true,
        id: 'track_0000948',
        artist: 'artist_000087',
        facts: {
          durationMs: 212_700,
          labels: [
            { kind: 'mood', name: 'calm' },
            { kind: 'genre', name: 'ambient' },
            { kind: 'tag', name: 'piano' },
          ],
        },
      },
    ])
  })
})

const features = 'danceability,energy,key,loudness,mode,valence,tempo'

describe('tables of tracks with features', () => {
  test.each([
    [
      'spotify-114k tracks',
      `,track_id,artists,album_name,track_name,popularity,duration_ms,explicit,${features},time_signature,track_genre`,
    ],
    ['spotify-160k tracks', `${features},artists,id,name,release_date,year,popularity,duration_ms,explicit`],
    ['spotify-600k tracks', `id,name,popularity,duration_ms,explicit,artists,id_artists,release_date,${features}`],
    [
      'spotify-1200k tracks',
      `id,name,album,album_id,artists,artist_ids,track_number,${features},duration_ms,year,release_date`,
    ],
    ['spotify-1m tracks', `,artist_name,track_name,track_id,popularity,year,genre,${features},duration_ms`],
    ['spotify-top-hits tracks', `artist,song,duration_ms,explicit,year,popularity,${features},genre`],
    ['spotify-moods tracks', `name,album,artist,id,release_date,popularity,length,${features},mood`],
    [
      'spotify-songs-32k songs',
      `track_id,track_name,track_artist,playlist_name,playlist_id,playlist_genre,playlist_subgenre,${features}`,
    ],
    [
      'emotions tracks',
      'Artist(s),song,text,emotion,Genre,Good for Party,Similar Artist 1,Similar Song 1,Similarity Score 1',
    ],
    ['spotify-lyrics tracks', 'artist,song,link,text'],
    ['deezer-mood tracks', 'dzr_sng_id,MSD_sng_id,MSD_track_id,valence,arousal,artist_name,track_name'],
    ['tracks-table tracks', 'Interpret,Titel,Jahr,BPM'],
    ['million-playlists songs', 'song_id,band,song_name'],
  ])('%s by its header', async (table, header) => {
    const row = header
      .split(',')
      .map((name) => (/id$/i.test(name) ? 'a1' : /artist|interpret|band/i.test(name) ? 'Can' : '0.5'))
    expect(await recognised('data.csv', `${header}\n${row.join(',')}\n`)).toBe(table)
  })

  test('the emotion table: lyrics over lines, activities, similar songs, keys, decibels, and what was scaled away', async () => {
    const content = [
      'Artist(s),song,text,Length,emotion,Genre,Release Date,Key,Tempo,Loudness (db),Time signature,Explicit,Energy,Good for Party,Good for Work/Study,Similar Artist 1,Similar Song 1,Similarity Score 1',
      'A,One,"La\nla",03:01,joy,"rock,pop",29th April 2013,F# min,105,-6.85db,4/4,Yes,83,1,0,B,Two,0.98',
      '"Tyler, The Creator,B",Two,la,02:00,True,hip hop,1999,,0.39,0.89,4/4,No,0,0,1,,,',
    ].join('\n')
    const { rows } = await read('spotify_dataset.csv', content)
    expect(rows).toEqual([
      {
        kind: 'track',
        id: null,
        artist: 'A',
        title: 'One',
        facts: {
          lyrics: 'La\nla',
          durationMs: 181_000,
          year: 2013,
          explicit: true,
          features: { musicalKey: 6, mode: 0, tempo: 105, loudness: -6.85, timeSignature: 4, energy: 0.83 },
          labels: [
            { kind: 'mood', name: 'joy', weight: 1 },
            { kind: 'genre', name: 'rock', weight: 1 },
            { kind: 'genre', name: 'pop', weight: 1 },
            { kind: 'activity', name: 'party', weight: 1 },
          ],
          similar: [{ artist: 'B', title: 'Two', weight: 0.98 }],
        },
      },
      {
        kind: 'track',
        id: null,
        artist: 'Tyler, The Creator',
        title: 'Two',
        facts: {
          lyrics: 'la',
          durationMs: 120_000,
          year: 1999,
          explicit: false,
          features: { timeSignature: 4, energy: 0 },
          labels: [
            { kind: 'genre', name: 'hip hop', weight: 1 },
            { kind: 'activity', name: 'work/study', weight: 1 },
          ],
        },
      },
    ])
  })

  test('NA for a title and a band is name-empty', async () => {
    const result = await read('x.csv', 'artist,title,tempo\nNA,NA,100\nCan,Spoon,120\n')
    expect(keywords(result)).toEqual(['name-empty'])
  })

  test('day and month that could be either leave the year unknown, unless the column shows its order', async () => {
    const years = async (dates: string[]) =>
      (
        await read('x.csv', `artist,title,release_date\n${dates.map((date, at) => `Can,T${at},${date}`).join('\n')}\n`)
      ).rows.map((row) => (row.kind === 'track' ? (row.facts?.year ?? null) : null))
    expect(await years(['3/4/05', '5/6/07'])).toEqual([null, null])
    expect(await years(['3/4/05', '10/27/82'])).toEqual([2005, 1982])
  })

  test('header-duplicate and columns-too-many', async () => {
    expect((await read('x.csv', 'artist,title,artist\nCan,Spoon,x\n')).refusal?.keyword).toBe('header-duplicate')
    const wide = Array.from({ length: 1200 }, (_, at) => `c${at}`)
    expect((await read('x.csv', `${wide.join(',')}\n`)).refusal?.keyword).toBe('columns-too-many')
  })
})
