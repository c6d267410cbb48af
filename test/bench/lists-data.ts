/** What people have, out of the development data, for the bench of lists: whole listeners are set apart from it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { random32, shuffle } from '../../src/core/math/random.ts'
import { dataPath } from '../data.ts'

/** One thing that a listener has; a track where it has a title. */
export type Had = { listener: string; artist: string; title: string | null; plays: number }

export type ListSet = { data: string; folder: string; read: () => Had[] }

export const listSets: ListSet[] = [
  { data: 'hetrec2011-lastfm-2k', folder: 'hetrec2011-lastfm-2k', read: hetrec },
  { data: 'LightGCN Last.fm', folder: 'lightgcn-lastfm', read: lightGcn },
  { data: 'million-music-playlists, synthetic, small', folder: 'synthetic/million-music-playlists', read: pair },
]

function hetrec(): Had[] {
  return rows('hetrec2011-lastfm-2k/user_artists.dat.gz', '\t').map(([listener = '', artist = '', plays]) => ({
    listener,
    artist: `Band ${artist}`,
    title: null,
    plays: Number(plays),
  }))
}

/** Its own split does not matter here: train and test are one. */
function lightGcn(): Had[] {
  const both = [...rows('lightgcn-lastfm/data1.txt.gz', '\t', 0), ...rows('lightgcn-lastfm/test1.txt', '\t', 0)]
  return both.map(([listener = '', artist = '']) => ({ listener, artist: `Band ${artist}`, title: null, plays: 1 }))
}

/** Tracks are named by their number, so that spellings of a title do not matter. */
function pair(): Had[] {
  const folder = 'synthetic/million-music-playlists'
  const bandOf = new Map<string, string>()
  for (const [song = '', band = ''] of rows(join(folder, 'track_meta.tsv.gz'), '\t')) {
    if (!bandOf.has(song) && band.trim() !== '') bandOf.set(song, band.trim().toLowerCase())
  }
  return rows(join(folder, 'user_item_interaction.csv.gz'), ',').flatMap(([listener = '', song = '']) => {
    const artist = bandOf.get(song)
    return artist === undefined || !/^\d+$/.test(listener)
      ? []
      : [{ listener, artist, title: `Song ${song}`, plays: 1 }]
  })
}

function rows(path: string, delimiter: string, headerLines = 1): string[][] {
  const stored = readFileSync(dataPath(path))
  const text = (path.endsWith('.gz') ? gunzipSync(stored) : stored).toString('utf8')
  return text
    .trim()
    .split(/\r?\n/)
    .slice(headerLines)
    .map((line) => line.split(delimiter))
}

export const nameOf = ({ artist, title }: Pick<Had, 'artist' | 'title'>) =>
  title === null ? artist : `${artist} - ${title}`

/** Set `most` listeners with at least `least` things apart, chosen by seed: nothing of theirs is learned from. */
export function setApart(all: readonly Had[], most: number, least: number, seed: number) {
  const byListener = Map.groupBy(all, ({ listener }) => listener)
  const names = [...byListener.keys()].filter((name) => (byListener.get(name)?.length ?? 0) >= least)
  const order = Int32Array.from(names.keys())
  shuffle(order, 0, order.length, random32(seed))
  const apart = new Set([...order.subarray(0, most)].map((place) => names[place] as string))
  return {
    learned: all.filter(({ listener }) => !apart.has(listener)),
    apart: [...apart].map((name) => byListener.get(name) as Had[]),
  }
}
