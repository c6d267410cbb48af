import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { filesOfSecondStart, readArguments } from '../../src/main/electron/open-with.ts'
import { isOwnPage, openExternal } from '../../src/main/electron/permissions.ts'
import { plainBytes } from '../../src/main/electron/plain.ts'
import { fitBounds } from '../../src/main/electron/state.ts'

const electron = vi.hoisted(() => ({ opened: [] as string[] }))
vi.mock('electron', () => ({
  protocol: {},
  shell: { openExternal: async (url: string) => void electron.opened.push(url) },
}))

describe('plain data', () => {
  test('all of JSON is plain, and weighs within a factor of eight of its text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value)
        if (/__proto__|"constructor"|"prototype"/.test(text)) return
        const bytes = plainBytes(JSON.parse(text), 1e9) as number
        expect(bytes).toBeLessThanOrEqual(8 * text.length + 8)
        expect(8 * bytes + 8).toBeGreaterThanOrEqual(Buffer.byteLength(text) / 4)
      }),
    )
  })

  test('nothing of any kind makes it throw or run long', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withTypedArray: true,
          withNullPrototype: true,
          withSparseArray: true,
        }),
        (value) => {
          expect(['number', 'string']).toContain(typeof plainBytes(value, 1024))
        },
      ),
    )
  })

  test('the cap is a cap', () => {
    expect(plainBytes('x'.repeat(1022), 1024)).toBe(1024)
    expect(plainBytes('x'.repeat(1023), 1024)).toBe('too-large')
    expect(plainBytes(new Array(2000), 1024)).toBe('too-large')
  })
})

describe('addresses', () => {
  test('only the bundle is the own page', () => {
    for (const own of ['app://bundle', 'app://bundle/', 'app://bundle/#/x']) expect(isOwnPage(own)).toBe(true)
    for (const other of [
      '',
      'null',
      'app://bundlex',
      'app://bundle.x/',
      'app:bundle',
      'APP://bundle/',
      'https://bundle/',
    ]) {
      expect(isOwnPage(other)).toBe(false)
    }
  })

  test.each([
    'http://grouplens.org/',
    'https://grouplens.org.example/',
    'https://example.com/grouplens.org',
    'https://user@grouplens.org/',
    'https://grouplens.org:8443/',
    'https://sub.grouplens.org/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://grouplens.org/x',
    'ms-settings:',
    'app://bundle/',
    'grouplens.org',
    '',
  ])('%s is not opened outside', (address) => {
    expect(openExternal(address)).toBe(false)
    expect(electron.opened).toEqual([])
  })

  test('a listed https page is', () => {
    expect(openExternal('https://grouplens.org/datasets/')).toBe(true)
    expect(electron.opened).toEqual(['https://grouplens.org/datasets/'])
  })
})

describe('arguments', () => {
  const read = (...words: string[]) => readArguments(['/electron', ...words], '/home/x')
  test('name the library and files, among switches of Chromium', () => {
    expect(read('.', '--library', 'music', 'a.m3u8', '--no-sandbox', '--flag=1', '/b.CSV', 'c.txt')).toEqual({
      library: '/home/x/music',
      files: ['/home/x/a.m3u8', '/b.CSV'],
    })
    expect(read('.', '--library=/lib').library).toBe('/lib')
    expect(read('.', 'file:///home/x/with%20space.xspf').files).toEqual(['/home/x/with space.xspf'])
  })

  test('of any kind do not stop the start', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: 'binary' })), (words) => void read(...words)))
    expect(read('--library').library).toMatch(/idetrack$/)
    expect(read('file://remote/x.csv', 'file:%').files.length).toBeLessThan(2)
  })

  test('of a second start are absolute paths of playlists and tables', () => {
    expect(filesOfSecondStart({ files: ['/a.m3u8', 'b.m3u8', '/c.exe', '/d.csv'] })).toEqual(['/a.m3u8', '/d.csv'])
    fc.assert(fc.property(fc.anything(), (data) => Array.isArray(filesOfSecondStart(data))))
  })
})

describe('bounds', () => {
  const side = fc.integer({ min: -5000, max: 5000 })
  const size = fc.integer({ min: 100, max: 5000 })
  const rectangle = fc.record({ x: side, y: side, width: size, height: size })
  test('that fit leave the top edge in reach on some screen', () => {
    fc.assert(
      fc.property(rectangle, fc.array(rectangle, { minLength: 1, maxLength: 4 }), (bounds, screens) => {
        const fit = fitBounds(bounds, screens)
        if (fit === null) return
        const reached = screens.some(
          (screen) =>
            bounds.y + 40 > screen.y &&
            bounds.y < screen.y + screen.height &&
            bounds.x + bounds.width > screen.x &&
            bounds.x < screen.x + screen.width,
        )
        expect(reached).toBe(true)
        expect(fit.width).toBeLessThanOrEqual(bounds.width)
        expect(fit.height).toBeLessThanOrEqual(bounds.height)
      }),
    )
  })

  test('above every screen, where the title cannot be caught, do not fit', () => {
    const screen = { x: 0, y: 0, width: 1920, height: 1080 }
    expect(fitBounds({ x: 0, y: -60, width: 900, height: 700 }, [screen])).toBeNull()
    expect(fitBounds({ x: 1880, y: 0, width: 900, height: 700 }, [screen])).toBeNull()
    expect(fitBounds({ x: -300, y: 900, width: 900, height: 700 }, [screen])).not.toBeNull()
    expect(fitBounds(null, [screen])).toBeNull()
  })
})
