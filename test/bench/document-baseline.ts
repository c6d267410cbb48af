/** What importing documents is compared with: JSON.parse alone over the same ones, or the decoder of their archive alone. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import { contentChunks, newStreamState, openFile } from '../../src/core/sources/bytes.ts'

export type Baseline = { what: string; bytes: number; seconds: number }

/** The baseline of a folder or a file of documents; null for any other. */
export async function documentBaseline(path: string): Promise<Baseline | null> {
  if (path.endsWith('.tar.bz2')) return unpack(path)
  if (path.endsWith('.tar.zst')) return parse('unpacked', textsOf(zstdDecompressSync(readFileSync(path))))
  if (path.endsWith('.ndjson')) return parse('read', await linesOf(path))
  if (statSync(path).isDirectory()) return parse('read', filesIn(path))
  return null
}

/** Takes the time of JSON.parse alone. */
function parse(how: string, texts: readonly string[]): Baseline {
  const documents = texts.filter((text) => text.startsWith('{') && text.trimEnd().endsWith('}'))
  if (documents.length === 0) throw new Error('nothing to parse')
  const begun = performance.now()
  for (const text of documents) JSON.parse(text)
  const seconds = (performance.now() - begun) / 1000
  const bytes = documents.reduce((sum, text) => sum + text.length, 0)
  return { what: `JSON.parse of the same documents, ${how}`, bytes, seconds }
}

/** Takes the time of the decoder alone, in one thread. */
async function unpack(path: string): Promise<Baseline> {
  const begun = performance.now()
  const file = await openFile(path)
  let bytes = 0
  for await (const chunk of contentChunks(file, newStreamState())) bytes += chunk.length
  await file.handle.close()
  return { what: 'unpacking the same file in one thread', bytes, seconds: (performance.now() - begun) / 1000 }
}

function textsOf(tar: Buffer): string[] {
  const found: string[] = []
  for (let at = 0; at + 512 <= tar.length; ) {
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8) || 0
    found.push(tar.toString('utf8', at + 512, at + 512 + size))
    at += 512 + Math.ceil(size / 512) * 512
  }
  return found
}

async function linesOf(path: string): Promise<string[]> {
  const file = await open(path)
  const lines: string[] = []
  for await (const line of file.readLines()) lines.push(line)
  return lines
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
}
