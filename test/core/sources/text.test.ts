import { describe, expect, test } from 'vitest'
import { fileReader, keywords } from './helpers.ts'

const read = fileReader()
const songs = 'song_id\tband\tsong_name\n1\tBjörk\tJóga\n2\tSigur Rós\tSvefn-g-englar\n3\tMónica Naranjo\tDesátame\n'
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()

describe('encodings (C1)', () => {
  test.each([
    ['UTF-8 with BOM', Buffer.from(`\ufeff${songs}`), 'utf-8 (BOM)', { 'encoding-bom': 1 }],
    ['UTF-16 LE with BOM', Buffer.from(`\ufeff${songs}`, 'utf16le'), 'utf-16le', { 'encoding-utf16': 1 }],
    ['UTF-16 LE', Buffer.from(songs, 'utf16le'), 'utf-16le', { 'encoding-utf16': 1 }],
    ['UTF-16 BE with BOM', utf16be(`\ufeff${songs}`), 'utf-16be', { 'encoding-utf16': 1 }],
    ['UTF-16 BE', utf16be(songs), 'utf-16be', { 'encoding-utf16': 1 }],
  ])('%s is read as such', async (_, content, encoding, repaired) => {
    const result = await read('songs.tsv', content)
    expect(result).toMatchObject({ outcome: 'repaired', recognised: { encoding } })
    expect(result.repaired).toEqual(repaired)
    expect(result.rows[1]).toEqual({ kind: 'track', id: '2', artist: 'Sigur Rós', title: 'Svefn-g-englar' })
  })

  test('encoding-legacy: only the rows that are no UTF-8 are windows-1252', async () => {
    const legacy = Buffer.from('4\tM\xf6torhead\tAce \x96 Spades \x93live\x94 \x80\n', 'latin1')
    const result = await read('songs.tsv', Buffer.concat([Buffer.from(songs), legacy, Buffer.from('5\tÆon\tœ\n')]))
    expect(result.repaired).toEqual({ 'encoding-legacy': 1 })
    expect(result.rows.slice(3)).toEqual([
      { kind: 'track', id: '4', artist: 'Mötorhead', title: 'Ace – Spades “live” €' },
      { kind: 'track', id: '5', artist: 'Æon', title: 'œ' },
    ])
  })

  test('characters and line ends that lie across blocks are read whole', async () => {
    const line = (i: number) => `${i}\t東京事変 ${'é'.repeat(i % 97)}\t🎵 ${i}`
    const lines = Array.from({ length: 20_000 }, (_, i) => line(i))
    for (const end of ['\n', '\r\n', '\r']) {
      const text = ['song_id\tband\tsong_name', ...lines, ''].join(end)
      for (const content of [Buffer.from(text), Buffer.from(text, 'utf16le')]) {
        const result = await read('songs.tsv', content)
        expect(result.rejects).toEqual([])
        expect(result.rows.length).toBe(20_000)
        expect(result.rows[12_345]).toMatchObject({ id: '12345', title: '🎵 12345' })
      }
    }
  })
})

describe('line ends (C2)', () => {
  test.each([
    ['newline-crlf', songs.replaceAll('\n', '\r\n')],
    ['newline-cr', songs.replaceAll('\n', '\r')],
    ['newline-mixed', songs.replace('\n', '\r\n').replace('a\n', 'a\r')],
  ])('%s', async (keyword, content) => {
    const result = await read('songs.tsv', content)
    expect(result).toMatchObject({ outcome: 'repaired', recordsRead: 3 })
    expect(result.repaired).toEqual({ [keyword]: 1 })
  })

  test('a CRLF between two reads of the file is one line end', async () => {
    // 256 KiB are read at once; the CR is the last of them.
    const start = 'user,item\r'
    const body = '1,2\r'.repeat(65_530)
    const filled = `${start}${body}`
    const text = `${filled}${'3'.repeat(256 * 1024 - filled.length - 3)},4\r\n5,6\r`
    expect(text.indexOf('\n')).toBe(256 * 1024)
    const result = await read('likes.csv', text)
    expect(result.repaired).toEqual({ 'newline-mixed': 1 })
    expect(result.recordsRead).toBe(65_532)
  })

  test('blank-line: no records; the last line needs no end', async () => {
    const result = await read('songs.tsv', `${songs}\n   \n4\tLow\tMurderer`)
    expect(result.repaired).toEqual({ 'blank-line': 2 })
    expect(result.recordsRead).toBe(4)
  })
})

describe('what is no text', () => {
  test('row-too-long: a record over 1 MiB is skipped, the line numbers go on', async () => {
    const long = `9\tLong\t${'x'.repeat(1024 * 1024)}`
    for (const end of ['\n', '\r\n', '\r']) {
      const text = [songs.trim().replaceAll('\n', end), long, '4\tLow\tMurderer', '5\tLow', ''].join(end)
      const result = await read('songs.tsv', text)
      expect(keywords(result)).toEqual(['row-too-long', 'columns-missing'])
      expect(result.rejects.map((reject) => reject.line)).toEqual([5, 7])
      expect(result.rejects[0]?.text.length).toBe(500)
      expect(result.rows.length).toBe(4)
    }
  })

  test('a line of 40 MiB is passed over in bounded memory, also as the last one', async () => {
    const result = await read('songs.tsv', `${songs}4\t${'é'.repeat(20 * 1024 * 1024)}`)
    expect(keywords(result)).toEqual(['row-too-long'])
    expect(result.repaired).toEqual({})
  })

  test('exactly 1 MiB is not too long', async () => {
    const result = await read('songs.tsv', `${songs}9\tL\t${'x'.repeat(1024 * 1024 - 4)}\n`)
    expect(result).toMatchObject({ rejects: [], recordsRead: 4, repaired: { 'name-truncated': 1 } })
  })

  test('nul-byte: the row is skipped', async () => {
    const result = await read('songs.tsv', `${songs}4\tL\0w\tMurderer\n`)
    expect(result).toMatchObject({ outcome: 'partial', recordsRead: 4 })
    expect(keywords(result)).toEqual(['nul-byte'])
  })

  test('binary-file: control bytes, or some of them in what is no UTF-8', async () => {
    const noise = Buffer.from(Array.from({ length: 9000 }, (_, i) => (i * i * 31 + i * 7) % 251))
    for (const content of [Buffer.alloc(5000), noise]) {
      expect((await read('songs.tsv', content)).refusal?.keyword).toBe('binary-file')
    }
  })
})
