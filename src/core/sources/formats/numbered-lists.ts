/**
 * What graph recommenders are measured on: `user item item …` a line, `user item count` in triplets, and item lists
 * that give the numbered items names or at least the ids of another catalogue.
 */

import { isPlays } from '../fields.ts'
import { perSource, type Sample, type SourceRow, type TableFormat } from '../format.ts'

const set = {
  format: 'numbered-lists',
  formatName: 'Lists of numbered items',
  idSpace: perSource,
  licence: null,
  origin: null,
} as const

const NUMBER = /^\d{1,10}$/
const listener = { role: 'listener', names: ['user'], required: true, holds: 'id' } as const

const lines: TableFormat = {
  ...set,
  table: 'lines',
  order: 2,
  headerOptional: true,
  columns: [listener],
  delimiters: [' '],
  ragged: true,
  fileNames: ['train.txt', 'test.txt'],
  brings: 'who likes which items',
  // Two numbers a line may be anything; a few longer lines tell what they are.
  detect: (sample) => {
    if (sample.header !== null) return 0
    const isNumbered = mostly(sample, (fields) => fields.every((field) => NUMBER.test(field) || field === ''))
    const widths = new Set(sample.records.map((fields) => fields.length))
    return isNumbered ? (widths.size > 1 ? 0.95 : 0.6) : 0
  },
  toRow: ([user = ''], rest) => {
    const items = rest.filter((item) => item !== '')
    if (items.length === 0) return 'columns-missing'
    if (!items.every((item) => NUMBER.test(item))) return 'schema-mismatch'
    return items.map((item): SourceRow => ({ kind: 'track-play', listener: user, trackId: item, plays: null }))
  },
}

const triplets: TableFormat = {
  ...set,
  table: 'triplets',
  order: 2,
  headerOptional: true,
  columns: [
    listener,
    { role: 'item', names: ['item'], required: true, holds: 'id' },
    { role: 'plays', names: ['count', 'plays'], required: true, holds: 'plays' },
  ],
  fileNames: ['data1.txt', 'test1.txt'],
  brings: 'who plays which items how often',
  detect: (sample) => {
    if (sample.header !== null) return 0
    const isTriplet = ([user = '', item = '', count = '']: readonly string[], width: number) =>
      width === 3 && NUMBER.test(user) && NUMBER.test(item) && isPlays(count)
    return mostly(sample, (fields) => isTriplet(fields, fields.length)) ? 0.9 : 0
  },
  toRow: ([user = '', item = '', count]) => ({
    kind: 'track-play',
    listener: user,
    trackId: item,
    plays: Number(count),
  }),
}

/** Where a list only gives ids of another catalogue, these stand in for names: they are at least one item's own. */
const namelessArtist = 'Unknown artist'

const items: TableFormat = {
  ...set,
  table: 'items',
  order: 1,
  headerOptional: false,
  columns: [
    { role: 'item', names: ['remap_id'], required: true, holds: 'id' },
    { role: 'other id', names: ['freebase_id', 'entity_id', 'mbid'], required: false, holds: 'text' },
    { role: 'title', names: ['name', 'title', 'track_name', 'item_name'], required: false, holds: 'text' },
    { role: 'artist', names: ['artist', 'artist_name'], required: false, holds: 'text' },
  ],
  delimiters: [' ', '\t', ','],
  fileNames: ['item_list.txt'],
  brings: 'what the items are',
  detect: ({ mapping }) => (mapping.slice(1).some((index) => index >= 0) ? 0.95 : 0),
  toRow: ([item = '', otherId = '', title = '', artist = '']) => {
    const named = title.trim() || otherId.trim()
    if (named === '') return 'name-empty'
    const names = { artist: artist.trim() || namelessArtist, title: named }
    const uri = /^m\.\w+$/.test(otherId) ? { facts: { uri: `http://rdf.freebase.com/ns/${otherId}` } } : {}
    return { kind: 'track', id: item, ...names, ...uri, ...(title === '' ? { standIn: true } : {}) }
  },
}

export const numberedListTables: readonly TableFormat[] = [items, lines, triplets]

function mostly(sample: Sample, fits: (fields: readonly string[]) => boolean): boolean {
  const fitting = sample.records.filter(fits).length
  return fitting > 0 && fitting >= sample.records.length * 0.9
}
