/** A table whose columns have roles, by guess or by the listener's own mapping, as a format like any other. */
import { type ColumnRole, type ColumnTarget, requiredRoles } from '#api/columns.ts'
import {
  type Column,
  type FormatInfo,
  ownListener,
  type SourceRow,
  type TableFormat,
  type TrackRef,
} from '../format.ts'
import type { Keyword } from '../keywords.ts'
import { dateOrderOf, readListenMoment } from '../times.ts'
import { isAbsent, mainArtist, readNumber, readWords } from './cells.ts'
import { createTrackCells, type RoleColumn } from './track-cells.ts'

/** Most seconds of one play: a day. */
const longestPlayMs = 86_400_000

/** Roles that a target lacks among those that are there; of a choice the first is named. */
export function lackingRoles(target: ColumnTarget, roles: readonly (ColumnRole | null)[]): ColumnRole[] {
  return requiredRoles[target]
    .filter((choice) => !choice.some((role) => roles.includes(role)))
    .map(([role]) => role as ColumnRole)
}

/** Whether rows of a target need this role, given the roles that are there. */
function isRequired(target: ColumnTarget, role: ColumnRole, roles: readonly ColumnRole[]): boolean {
  return requiredRoles[target].some((choice) => choice.find((one) => roles.includes(one)) === role)
}

/**
 * Makes the format of one file. `columns` have their places in the file; `sample` holds its first records, header left
 * out, by which the scale of each column is settled.
 */
export function mappedTable(
  info: FormatInfo,
  target: ColumnTarget,
  columns: readonly RoleColumn[],
  sample: readonly (readonly string[])[],
): TableFormat {
  const roles = columns.map(({ role }) => role)
  const toFacts = createTrackCells(
    columns.map((column, index) => ({ ...column, index })),
    sample.map((fields) => columns.map(({ index }) => fields[index] ?? '')),
  )
  const at = (role: ColumnRole) => roles.indexOf(role)
  const makeRow = rowMakers[target]({ at, sample: (role) => cellsOf(columns[at(role)], sample) })
  const commas = /\(s\)/i.test(columns[at('artist')]?.header ?? '')
  const [artist, title, id] = [at('artist'), at('title'), at('trackId')]
  const toRow = (fields: readonly string[]): SourceRow | Keyword => {
    const facts = toFacts(fields)
    if (facts === null) return 'value-out-of-range'
    const track: TrackRef = {
      id: cell(fields, id).trim() || null,
      artist: mainArtist(cell(fields, artist), commas),
      title: cell(fields, title),
      facts,
    }
    // Tables written by statistics programs say NA for a title and a band that they do not have.
    if (artist >= 0 && title >= 0 && isAbsent(track.artist) && isAbsent(track.title)) return 'name-empty'
    if (artist >= 0 && track.artist === '') return 'name-empty'
    return makeRow(track, fields)
  }
  return {
    ...info,
    target,
    columns: columns.map((column): Column => {
      const isNeeded = isRequired(target, column.role, roles)
      return { role: column.role, names: [column.header], required: isNeeded, holds: holds(column.role, isNeeded) }
    }),
    headerOptional: true,
    detect: () => 1,
    toRow,
  }
}

function holds(role: ColumnRole, isNeeded: boolean): Column['holds'] {
  if (role === 'plays') return 'plays'
  if (isNeeded && (role === 'artist' || role === 'title')) return 'name'
  return isNeeded && (role === 'listener' || role === 'trackId' || role === 'listId') ? 'id' : 'text'
}

const cell = (fields: readonly string[], index: number): string => (index < 0 ? '' : (fields[index] ?? ''))

const cellsOf = (column: RoleColumn | undefined, sample: readonly (readonly string[])[]): string[] =>
  column === undefined ? [] : sample.map((fields) => fields[column.index] ?? '')

type Place = { at: (role: ColumnRole) => number; sample: (role: ColumnRole) => string[] }
type RowMaker = (track: TrackRef, fields: readonly string[]) => SourceRow | Keyword

const listenerOf = (fields: readonly string[], index: number): string => cell(fields, index).trim() || ownListener
const playsOf = (fields: readonly string[], index: number): number | null =>
  index < 0 ? null : Number(cell(fields, index))

const rowMakers: Record<ColumnTarget, (place: Place) => RowMaker> = {
  tracks: () => (track) => ({ kind: 'track', ...track }),
  tags:
    ({ at }) =>
    (track, fields) =>
      readWords(cell(fields, at('tag'))).length === 0 ? 'name-empty' : { kind: 'track', ...track },
  'artist-plays':
    ({ at }) =>
    (track, fields) => ({
      kind: 'named-artist-play',
      listener: listenerOf(fields, at('listener')),
      artist: track.artist,
      mbid: track.facts?.mbid ?? null,
      plays: playsOf(fields, at('plays')) ?? 1,
    }),
  'track-plays':
    ({ at }) =>
    (track, fields) => {
      const listener = listenerOf(fields, at('listener'))
      const plays = playsOf(fields, at('plays'))
      const isNamed = at('artist') >= 0 && at('title') >= 0
      if (isNamed) return { kind: 'named-track-play', listener, track, plays }
      return track.id === null ? 'schema-mismatch' : { kind: 'track-play', listener, trackId: track.id, plays }
    },
  listens: ({ at, sample }) => {
    const order = dateOrderOf(sample('playedAt'))
    return (track, fields) => {
      const moment = readListenMoment(cell(fields, at('playedAt')), order)
      if (moment === null) return 'date-invalid'
      return {
        kind: 'listen',
        listener: listenerOf(fields, at('listener')),
        track,
        at: moment,
        msPlayed: msPlayed(cell(fields, at('msPlayed'))),
      }
    }
  },
  lists:
    ({ at }) =>
    (track, fields) => {
      const listName = cell(fields, at('listName')).trim()
      const id = cell(fields, at('listId')).trim()
      const owner = cell(fields, at('listener')).trim()
      if (listName === '' && id === '') return 'schema-mismatch'
      // Two people may call their lists alike.
      const list = id === '' ? `${owner}\t${listName}` : id
      return { kind: 'list-entry', list, name: listName || id, track }
    },
}

function msPlayed(text: string): number | null {
  const milliseconds = readNumber(text)
  return milliseconds >= 0 && milliseconds <= longestPlayMs ? Math.round(milliseconds) : null
}
