/** XSPF 1.0 (https://xspf.org/spec): elements in the order of its schema, lengths in milliseconds. */
import { pathToFileURL } from 'node:url'
import { identifiersOf } from '#core/sources/formats/lists/identifiers.ts'
import type { ExportRow } from './export-row.ts'

/** `date` is an xs:dateTime, or null. */
export function writeXspf(name: string, date: string | null, rows: readonly ExportRow[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<playlist version="1" xmlns="http://xspf.org/ns/0/">',
    ...element('title', name),
    ...element('date', date),
    '<trackList>',
    ...rows.flatMap(track),
    '</trackList>',
    '</playlist>',
    '',
  ].join('\n')
}

function track(row: ExportRow): string[] {
  return [
    '<track>',
    ...element('location', row.path === null ? null : pathToFileURL(row.path).href),
    ...identifiersOf(row).flatMap((identifier) => element('identifier', identifier)),
    ...element('title', row.title),
    ...element('creator', row.artist),
    ...element('album', row.album),
    ...element('duration', row.durationMs === null ? null : String(Math.round(row.durationMs))),
    '</track>',
  ]
}

function element(name: string, text: string | null): string[] {
  return text === null ? [] : [`<${name}>${escaped(text)}</${name}>`]
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' }

function escaped(text: string): string {
  return xmlText(text).replace(/[&<>\r]/g, (character) => entities[character] as string)
}

/** Without the characters that XML 1.0 has no way to write (production 2, Char). */
export function xmlText(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
}
