import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'rolldown/utils'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type App, build, root, startApp } from './app.ts'
import { readDeclarations } from './declarations.ts'
import type { Surface } from './fake/surface.ts'

const declared = readDeclarations()
const electronSources = readdirSync(join(root, 'src'), { recursive: true })
  .map(String)
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => ({ name: name.replaceAll('\\', '/'), text: readFileSync(join(root, 'src', name), 'utf8') }))
  .filter(({ text }) => /from 'electron'|require\('electron'\)/.test(text))

let app: App
let surface: Surface

beforeAll(async () => {
  build()
  app = await startApp({ openDialog: [[join(root, 'README.md')]], saveDialog: [join(root, 'out', 'never.m3u8')] })
  // Touch everything that starting alone does not.
  await app.do('bridge', 'chooseFiles')
  await app.do('bridge', 'chooseFolder')
  await app.do('bridge', 'chooseExport', 'a.m3u8')
  await app.do('bridgeFiles', [{ name: 'README.md', path: join(root, 'README.md') }])
  await app.do('menu', 'Search')
  await app.do('fire', 'window', 'resize')
  await app.do('menu', 'A data set to start with (opens your browser)')
  await app.do('setWindow', { minimized: true })
  await app.do('fire', 'app', 'activate')
  await app.do('fire', 'page', 'render-process-gone', { reason: 'crashed' })
  await app.do('bridge', 'call', 'sampleAdd', {})
  await app.do('closeWindow')
  await app.do('clickNotification')
  surface = await app.do('surface')
})
afterAll(() => app.stop())

describe('the fake beside the declarations of the pinned package', () => {
  test('the declarations are those of the installed package, and were read', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8'))
    expect(declared.version).toBe(version)
    expect(declared.types.size).toBeGreaterThan(300)
    expect(declared.kindOf('BrowserWindow', 'isDestroyed')).toBe('method')
    expect(declared.kindOf('BrowserWindow', 'noSuchThing')).toBeNull()
    expect(declared.hasEvent('App', 'no-such-event')).toBe(false)
  })

  test('every member of the fake is declared, and is a method where the fake has a method', () => {
    const wrong = Object.entries(surface.members).flatMap(([type, members]) =>
      Object.entries(members)
        .filter(([member, kind]) => declared.kindOf(type, member) !== kind)
        .map(([member, kind]) => `${type}.${member}: ${kind} here, ${declared.kindOf(type, member)} there`),
    )
    expect(wrong).toEqual([])
    expect(Object.values(surface.members).flatMap(Object.keys).length).toBeGreaterThan(70)
  })

  test('every event that is listened to or said is declared', () => {
    const wrong = Object.entries(surface.events).flatMap(([type, events]) =>
      events.filter((event) => !declared.hasEvent(type, event)).map((event) => `${type} ${event}`),
    )
    expect(wrong).toEqual([])
    expect(surface.events.App).toContain('second-instance')
  })

  test('every option that the program passes is declared', () => {
    const wrong = Object.entries(surface.options).flatMap(([type, keys]) =>
      keys.filter((key) => declared.kindOf(type, key) === null).map((key) => `${type}.${key}`),
    )
    expect(wrong).toEqual([])
    expect(Object.keys(surface.options).length).toBeGreaterThan(7)
  })

  test('every role in the menus is declared', async () => {
    const roles = declared.literals('MenuItemConstructorOptions', 'role')
    const { roles: used } = await app.do('app')
    expect(used.length).toBeGreaterThan(5)
    expect(used.filter((role) => !roles.has(role))).toEqual([])
  })

  test('nothing in the fake is there for nobody', () => {
    const platformOnly = ['App.setAppUserModelId']
    const atOtherTimes = ['App.exit', 'App.quit', 'Dialog.showErrorBox', 'PowerSaveBlocker.stop']
    const atStateOnly = ['BrowserWindow.maximize', 'BrowserWindow.setFullScreen', 'BrowserWindow.isDestroyed']
    const spared = [...platformOnly, ...atOtherTimes, ...atStateOnly]
    const has = Object.entries(surface.members).flatMap(([type, members]) =>
      Object.keys(members).map((member) => `${type}.${member}`),
    )
    expect(has.filter((member) => !surface.used.includes(member) && !spared.includes(member))).toEqual([])
  })
})

describe('the program beside the fake', () => {
  test('electron is imported where hosts are made, and nowhere else', () => {
    const names = electronSources.map(({ name }) => name)
    expect(names.length).toBeGreaterThan(8)
    expect(names.filter((name) => !/^(?:main\/index\.ts|main\/electron\/|preload\/)/.test(name))).toEqual([])
  })

  test('every name that is imported from electron is exported there to that process, and is in the fake', () => {
    const fakes = {
      Main: readFileSync(join(root, 'test/electron/fake/main-module.ts'), 'utf8'),
      Renderer: readFileSync(join(root, 'test/electron/fake/preload-module.ts'), 'utf8'),
    }
    for (const { name, text } of electronSources) {
      const process = name.startsWith('preload/') ? 'Renderer' : 'Main'
      for (const imported of importsOf(name, text)) {
        const there = declared.exports(process).has(imported) || declared.exports('Common').has(imported)
        expect(there, `${name}: ${imported}`).toBe(true)
        expect(fakes[process], `${name}: ${imported}`).toMatch(new RegExp(`export const ${imported}\\b`))
      }
    }
  })

  test('every member that the sources name on an imported object is in the fake', () => {
    const found = electronSources.flatMap(({ name, text }) => {
      const process = name.startsWith('preload/') ? 'Renderer' : 'Main'
      return importsOf(name, text).flatMap((imported) => {
        const type = declared.exports(process).get(imported) ?? declared.exports('Common').get(imported) ?? ''
        const uses = [...text.matchAll(new RegExp(`(?<![\\w.])${imported}\\.(\\w+)`, 'g'))].map(
          ([, member]) => member ?? '',
        )
        const statics = surface.members[`static ${type}`] ?? {}
        const subscribes = (member: string) => member === 'on' || member === 'once'
        return uses.map((member) => ({
          use: `${name}: ${imported}.${member}`,
          known: member in (surface.members[type] ?? {}) || member in statics || subscribes(member),
        }))
      })
    })
    expect(found.length).toBeGreaterThan(25)
    expect(found.filter(({ known }) => !known).map(({ use }) => use)).toEqual([])
  })

  test('a member that the fake lacks stops the program, planted', async () => {
    await expect(app.do('fire', 'page', 'no-such-event')).resolves.toBe(false)
    const { fake } = await import('./fake/surface.ts')
    const window = fake('BrowserWindow', { show: () => {} })
    expect(() => window.show()).not.toThrow()
    expect(() => (window as unknown as { hide: () => void }).hide()).toThrow(
      'The fake of electron has no BrowserWindow.hide',
    )
  })
})

function importsOf(name: string, text: string): string[] {
  const { module } = parseSync(name, text)
  return module.staticImports
    .filter((statement) => statement.moduleRequest.value === 'electron')
    .flatMap((statement) =>
      statement.entries.filter((entry) => !entry.isType).map((entry) => entry.importName.name ?? ''),
    )
}
