import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultLibraryFolder } from '../../src/main/library-folder.ts'
import { jsonDepth } from '../../src/main/web/body.ts'
import { attachment } from '../../src/main/web/download.ts'
import { createGate } from '../../src/main/web/limits.ts'
import { shownName } from '../../src/main/web/upload.ts'

const depthOf = (value: unknown): number =>
  value !== null && typeof value === 'object' ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0

describe('parts of the web host', () => {
  test('the depth of JSON is counted as a parser would', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(jsonDepth(Buffer.from(JSON.stringify(value)))).toBe(depthOf(JSON.parse(JSON.stringify(value))))
      }),
    )
  })

  test('a file name of any kind makes one header line that gives the name back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const header = attachment(name)
        expect(header).toMatch(/^attachment; filename="[^"\\%/]+"; filename\*=UTF-8''[\w.~%&$+^`|#-]*$/)
        expect(() => decodeURIComponent(header.split("UTF-8''")[1] ?? '')).not.toThrow()
      }),
    )
  })

  test('a name that was sent never names a folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (sent) => {
        const name = shownName(sent)
        if (name === null) return
        expect(name).not.toMatch(/[/\\\p{Cc}]|^\.{0,2}$/u)
      }),
    )
    expect(shownName('C:\\plays\\user_artists.dat')).toBe('user_artists.dat')
    expect(shownName('exe\u202egnp.csv')).toBe('exegnp.csv')
    expect(shownName('../')).toBeNull()
  })

  test('work in a gate that fails frees its place', async () => {
    const gate = createGate(1, 10)
    await expect(gate.run(() => Promise.reject(new Error('x')))).rejects.toThrow('x')
    expect(await gate.run(async () => 1)).toBe(1)
    expect(
      await gate.run(
        async () => 1,
        () => true,
      ),
    ).toBeNull()
  })

  test('each system has its own place for the library', () => {
    const at = (platform: NodeJS.Platform, env = {}) => defaultLibraryFolder({ platform, env, home: '/home/x' })
    expect(at('linux')).toBe('/home/x/.local/share/sidetrack')
    expect(at('linux', { XDG_DATA_HOME: '/data' })).toBe('/data/sidetrack')
    expect(at('darwin')).toBe('/home/x/Library/Application Support/Sidetrack')
    expect(at('win32', { APPDATA: '/appdata' })).toBe('/appdata/Sidetrack')
  })
})
