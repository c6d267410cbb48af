import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError } from '#api/errors.ts'
import { audioFolderOf, listAudioFiles } from '#core/sources/audio/audio-folder.ts'
import { readTags } from '#core/sources/audio/audio-tags.ts'
import { inspectAudio } from '#core/sources/audio/inspect-audio.ts'
import { recognise } from '#core/sources/recognise.ts'
import { audio } from '../../audio-files.ts'
import { temporaryFolder } from '../../library.ts'

const tags = {
  artist: 'Björk',
  title: 'Jóga',
  album: 'Homogenic',
  year: '1997',
  genre: 'Electronic; Art Pop',
  mbid: 'C7EB2B9F-6A4F-4E2C-8C23-2F5F7AC6F1F5',
  isrc: 'gb-aye-97-00123',
}

/** Write a file below a fresh folder called Music, and read its tags. */
async function tagsOf(name: string, content: Uint8Array) {
  const path = join(temporaryFolder(), 'Music', name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  const { size, mtimeMs } = statSync(path)
  const read = await readTags({ path, name: `Music/${name}`, bytes: size, modifiedMs: mtimeMs })
  return { path, ...read }
}

describe('tags of an audio file', () => {
  test.each(['mp3', 'flac', 'ogg'] as const)('are read in full from %s', async (kind) => {
    const { path, track, problem } = await tagsOf(`x.${kind}`, audio[kind](tags, 3))
    expect(problem).toBe(null)
    expect(track).toMatchObject({ id: path, artist: 'Björk', title: 'Jóga' })
    const { durationMs = 0, ...facts } = track?.facts ?? {}
    expect(Math.abs(durationMs - 3000)).toBeLessThan(50)
    expect(facts).toEqual({
      ...{ uri: path, album: 'Homogenic', year: 1997, isrc: 'GBAYE9700123', mbid: tags.mbid.toLowerCase() },
      labels: [
        { kind: 'genre', name: 'Electronic', weight: 1 },
        { kind: 'genre', name: 'Art Pop', weight: 1 },
      ],
    })
  })

  test('are read from the atoms of M4A and the list of WAV too', async () => {
    const named = { artist: 'Low', title: 'Gone' }
    for (const kind of ['m4a', 'wav'] as const) {
      expect((await tagsOf(`x.${kind}`, audio[kind](named))).track).toMatchObject(named)
    }
  })

  test.each([
    ['Low - Gone Away.mp3', {}, 'Low', 'Gone Away'],
    ['03 Low - Gone.flac', {}, 'Low', 'Gone'],
    ['Low/Trust/07 Gone.mp3', {}, 'Low', 'Gone'],
    ['Low/Trust/07 Gone.mp3', { artist: 'Unknown Artist', title: 'Track 07' }, 'Low', 'Gone'],
    ['Various/Hits/07 Gone.mp3', { artist: 'Low' }, 'Low', 'Gone'],
  ])('that are missing are taken from the name %s', async (name, some, artist, title) => {
    const content = name.endsWith('.flac') ? audio.flac(some) : audio.mp3(some)
    expect((await tagsOf(name, content)).track).toMatchObject({ artist, title })
  })

  test.each([
    ['nothing in it', 'Low - Gone.mp3', Buffer.alloc(0), 'empty-file'],
    ['another thing called so', 'Low - Gone.mp3', Buffer.from('this is not music at all'), 'audio-unreadable'],
    ['a header that breaks off', 'Low - Gone.mp3', audio.mp3(tags).subarray(0, 60), 'audio-unreadable'],
    ['an unknown kind', 'Low - Gone.tta', Buffer.from('TTA1 and what follows it'), 'audio-unreadable'],
    ['no name anywhere', '07.mp3', audio.mp3({}), 'name-empty'],
    ['a band without a title of its own', 'Music.mp3', audio.mp3({ title: 'Gone' }), 'name-empty'],
  ])('%s is a reason, not a fault', async (_, name, content, problem) => {
    expect(await tagsOf(name, content)).toMatchObject({ track: null, problem })
  })

  test('damaged in any way never throw', async () => {
    const kinds = ['mp3', 'flac', 'ogg', 'm4a', 'wav'] as const
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...kinds),
        fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 8 }),
        fc.nat(600),
        async (kind, changes, length) => {
          const bytes = Buffer.from(audio[kind](tags, 0.2).subarray(0, length))
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
          const { track, problem } = await tagsOf(`Low - Gone.${kind}`, bytes)
          expect((track === null) !== (problem === null)).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('a folder of audio files', () => {
  const folder = join(temporaryFolder(), 'Music')
  const write = (name: string, content: Uint8Array | string = audio.mp3(tags, 0.1)) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  write('b/two.mp3')
  write('a/one.FLAC', audio.flac(tags))
  write('a/.hidden.mp3')
  write('.trash/gone.mp3')
  write('a/cover.jpg', 'x')
  write('list.m3u8', '#EXTM3U')
  symlinkSync(join(folder, 'b/two.mp3'), join(folder, 'b/link.mp3'))
  symlinkSync(folder, join(folder, 'b/round'))

  test('is listed by endings, in order, without hidden files; links are said and not followed', async () => {
    const { files, unlisted } = await listAudioFiles(folder)
    expect(files.map(({ name }) => name)).toEqual(['Music/a/one.FLAC', 'Music/b/two.mp3'])
    expect(files.every(({ bytes, modifiedMs }) => bytes > 100 && Number.isInteger(modifiedMs))).toBe(true)
    expect(unlisted).toEqual([{ name: 'Music/b/link.mp3', keyword: 'archive-link-entry' }])
  })

  test('is told from other folders, and imported alone', async () => {
    const grant = { path: folder }
    expect(await audioFolderOf([grant], undefined)).toBe(grant)
    expect(await audioFolderOf([grant], 'hetrec2011-lastfm')).toBe(null)
    expect(await audioFolderOf([{ path: temporaryFolder() }, { path: join(folder, 'list.m3u8') }], undefined)).toBe(
      null,
    )
    await expect(audioFolderOf([grant, { path: join(folder, 'list.m3u8') }], undefined)).rejects.toThrow(AppError)
  })

  test('is shown before its import as the import reads it', async () => {
    const { rows, columns, bytes, format } = await inspectAudio(folder)
    expect(format).toBe('audio-files')
    expect(columns.map(({ name }) => name)).toEqual(['artist', 'title', 'album', 'seconds', 'file'])
    expect(bytes).toBeGreaterThan(1000)
    expect(rows.map(({ fields, rejected }) => [fields[1], fields[4], rejected])).toEqual([
      ['Jóga', 'Music/a/one.FLAC', null],
      ['Jóga', 'Music/b/two.mp3', null],
      ['', 'Music/b/link.mp3', 'archive-link-entry'],
    ])
  })

  test('is what a single audio file is sent to', async () => {
    const path = join(folder, 'b/two.mp3')
    const refusal = await recognise(path, basename(path))
    expect(refusal).toMatchObject({ keyword: 'binary-file', message: expect.stringMatching(/folder that it lies in/) })
  })
})
