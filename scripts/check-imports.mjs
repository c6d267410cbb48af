/**
 * Checks how modules use each other: layers, features that import each other, files nobody reaches, exports nobody
 * uses, packages nobody imports. Parsed with the bundler's own parser. Exits 1 on a breach, and when it read nothing.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseSync } from 'rolldown/utils'

/** What each folder of src may import of the others, itself included without saying. */
const layers = {
  api: [],
  'core/math': [],
  kernels: [],
  core: ['api', 'core/math'],
  workers: ['core', 'core/math', 'api', 'main'],
  main: ['api'],
  cli: ['api', 'main'],
  preload: ['api'],
  renderer: ['api'],
}
/** Where type-only imports may go beyond the layers: messages between threads are typed on both sides. */
const typeOnly = [['main', 'core']]
/** What only some folders may import from outside. */
const packages = [
  { pattern: /^electron$/, only: ['main', 'preload'] },
  {
    pattern: /^(?:react|react-dom|react-aria-components|zustand|i18next|react-i18next|lucide-react)(?:\/|$)/,
    only: ['renderer'],
  },
  { pattern: /^(?:better-sqlite3|sqlite-vec)$/, only: ['core/store'] },
  { pattern: /^node:/, only: ['core', 'workers', 'main', 'cli', 'preload'] },
  { pattern: /^(?:ws|node:(?:http|https|http2|net|tls|dgram))$/, only: ['main'] },
]
/** A statement handed to a database, whatever the database is called. */
const sqlOutsideStore =
  /\b(?:db|library|user)\.prepare\(|\.(?:prepare|exec)\(\s*['"`]\s*(?:WITH|CREATE|INSERT|DELETE|UPDATE|SELECT|DROP)\b/

/** Modules that something other than an import starts. */
const entries = [
  /^main\/(?:index|web)\.ts$/,
  /^cli\/index\.ts$/,
  /^preload\/index\.ts$/,
  /^workers\/[^/]+\.ts$/,
  /^kernels\/[^/]+\.ts$/,
  /^renderer\/main\.tsx$/,
  /\.d\.ts$/,
]

/** Breaches in a project folder, as lines to print. */
export function checkImports(root) {
  const src = join(root, 'src')
  const files = listFiles(src)
  const modules = new Map(files.map((file) => [relative(src, file).replaceAll('\\', '/'), readModule(file, root)]))
  if (modules.size === 0) return ['no modules read: nothing was checked']
  const breaches = []
  const used = new Map()
  /** Who imports whom, for reaching from what is started; tests are started too. */
  const started = [...modules.keys()].filter((name) => entries.some((entry) => entry.test(name)))
  for (const [name, module] of modules) {
    for (const link of module.links) {
      const target = link.target === null ? null : relative(src, link.target).replaceAll('\\', '/')
      if (target === null) breaches.push(...packageBreaches(name, link))
      else if (target.startsWith('..')) {
        if (!target.startsWith('../resources/')) breaches.push(`${name}: src imports only itself (${link.specifier})`)
      } else {
        if (modules.has(target)) for (const imported of link.names) remember(used, target, imported)
        breaches.push(...layerBreaches(name, target, link))
      }
    }
    if (sqlOutsideStore.test(module.text) && !name.startsWith('core/store/'))
      breaches.push(`${name}: SQL belongs in core/store`)
  }
  for (const file of listFiles(join(root, 'test')))
    for (const link of readModule(file, root).links) {
      if (link.target === null || relative(src, link.target).startsWith('..')) continue
      const target = relative(src, link.target).replaceAll('\\', '/')
      started.push(target)
      for (const imported of link.names) remember(used, target, imported)
    }
  const reached = reachedFrom(started, modules, src)
  for (const [name, module] of modules) {
    if (entries.some((entry) => entry.test(name))) continue
    if (!reached.has(name)) breaches.push(`${name}: nothing that is started imports this file`)
    const names = used.get(name) ?? new Set()
    if (names.has('*')) continue
    for (const exported of module.exports) {
      if (!names.has(exported) && !usedInside(module, exported))
        breaches.push(`${name}: nothing uses the export ${exported}`)
    }
  }
  return [...breaches, ...unusedPackages(root, modules)]
}

/** Every module that the started ones import, directly or through others. */
function reachedFrom(started, modules, src) {
  const reached = new Set()
  const waiting = [...started]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name)) continue
    reached.add(name)
    for (const { target } of modules.get(name)?.links ?? []) {
      if (target !== null) waiting.push(relative(src, target).replaceAll('\\', '/'))
    }
  }
  return reached
}

function listFiles(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((file) => /\.(?:ts|tsx)$/.test(file) && statSync(file).isFile())
}

function readModule(file, root) {
  const text = readFileSync(file, 'utf8')
  const { module, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`)
  const links = module.staticImports.map((statement) => ({
    specifier: statement.moduleRequest.value,
    target: resolveImport(statement.moduleRequest.value, file, root),
    names: statement.entries.map((entry) =>
      entry.importName.kind === 'Name' ? entry.importName.name : entry.importName.kind === 'Default' ? 'default' : '*',
    ),
    typeOnly: statement.entries.length > 0 && statement.entries.every((entry) => entry.isType),
  }))
  const exports = []
  for (const statement of module.staticExports) {
    for (const entry of statement.entries) {
      if (entry.moduleRequest === null || entry.moduleRequest === undefined)
        exports.push(entry.exportName.name ?? 'default')
      else {
        const names = [entry.importName.kind === 'Name' ? entry.importName.name : '*']
        links.push({
          specifier: entry.moduleRequest.value,
          target: resolveImport(entry.moduleRequest.value, file, root),
          names,
          typeOnly: entry.isType,
        })
        if (entry.exportName.name !== null && entry.exportName.name !== undefined) exports.push(entry.exportName.name)
      }
    }
  }
  for (const dynamic of module.dynamicImports) {
    const specifier = text.slice(dynamic.moduleRequest.start, dynamic.moduleRequest.end).replace(/^['"`]|['"`]$/g, '')
    links.push({ specifier, target: resolveImport(specifier, file, root), names: ['*'], typeOnly: false })
  }
  return { text, links, exports }
}

/** The file an import means, or null for a package. */
function resolveImport(specifier, file, root) {
  const path = specifier.replace(/\?.*$/, '')
  if (path.startsWith('.')) return resolve(dirname(file), path)
  const alias = /^#([^/]+)\/(.+)$/.exec(path)
  if (alias === null) return null
  return alias[1] === 'resources' ? join(root, 'resources', alias[2]) : join(root, 'src', alias[1], alias[2])
}

function layerOf(name) {
  return name.startsWith('core/math/') ? 'core/math' : name.split('/')[0]
}

function layerBreaches(name, target, link) {
  const from = layerOf(name)
  const to = layerOf(target)
  const breaches = []
  const allowed = from === to || layers[from]?.includes(to)
  const typed = link.typeOnly && typeOnly.some(([a, b]) => a === from && b === to)
  if (!allowed && !typed) breaches.push(`${name}: ${from} may not import ${to} (${target})`)
  const feature = /^renderer\/features\/([^/]+)\//
  const [, mine] = feature.exec(name) ?? []
  const [, other] = feature.exec(target) ?? []
  if (mine !== undefined && other !== undefined && mine !== other)
    breaches.push(`${name}: features do not import each other (${target})`)
  if (/^renderer\/elements\//.test(name) && /^renderer\/(?:features|state)\//.test(target))
    breaches.push(`${name}: elements know no domain (${target})`)
  return breaches
}

function packageBreaches(name, link) {
  const { specifier } = link
  if (layerOf(name) === 'core/math') return [`${name}: core/math imports nothing outside itself (${specifier})`]
  const full = isBuiltin(specifier) && !specifier.startsWith('node:') ? `node:${specifier}` : specifier
  return packages
    .filter(({ pattern, only }) => pattern.test(full) && !only.some((folder) => name.startsWith(`${folder}/`)))
    .map(({ only }) => `${name}: ${specifier} may be imported by ${only.join(', ')} only`)
}

function remember(used, target, name) {
  const names = used.get(target) ?? new Set()
  names.add(name)
  used.set(target, names)
}

/** A type or constant that its own file uses may be exported to name the shapes of what is. */
function usedInside(module, exported) {
  const uses = code(module.text).match(new RegExp(`\\b${exported.replace(/\$/g, '\\$')}\\b`, 'g')) ?? []
  return uses.length > 1
}

/** A module's text without its comments and quoted strings. */
function code(text) {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, '')
}

function unusedPackages(root, modules) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const specifiers = [...modules.values()].flatMap((module) => module.links.map((link) => link.specifier))
  return Object.keys(manifest.dependencies ?? {})
    .filter((name) => !specifiers.some((specifier) => specifier === name || specifier.startsWith(`${name}/`)))
    .map((name) => `package.json: nothing in src imports the dependency ${name}`)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const breaches = checkImports(resolve(import.meta.dirname, '..'))
  for (const breach of breaches) console.error(breach)
  process.exit(breaches.length > 0 ? 1 : 0)
}
