/** What the pinned package declares, read from its electron.d.ts with the bundler's parser. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'rolldown/utils'
import { root } from './app.ts'

export type Declared = { kinds: Map<string, 'method' | 'property'>; events: Set<string>; parent: string | null }
export type Declarations = {
  version: string
  types: Map<string, Declared>
  /** What a process can import by name, and the type of each. */
  exports: (namespace: 'Main' | 'Renderer' | 'Common') => Map<string, string>
  /** The kind of `Type.member`, inherited ones included; `static Type` for statics. */
  kindOf: (type: string, member: string) => 'method' | 'property' | null
  hasEvent: (type: string, event: string) => boolean
  /** The words that a property of literals may be, such as a menu item's role. */
  literals: (type: string, member: string) => Set<string>
}

// The tree is read as it comes: each access says what it expects to find.
type Node = { type: string; [key: string]: unknown }
const node = (value: unknown) => (value ?? { type: 'none' }) as Node
const nodes = (value: unknown) => (Array.isArray(value) ? (value as Node[]) : [])
const nameOf = (value: unknown) => String(node(value).name ?? node(value).value ?? '')

export function readDeclarations(): Declarations {
  const file = join(root, 'node_modules', 'electron', 'electron.d.ts')
  const text = readFileSync(file, 'utf8')
  const { program, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`electron.d.ts: ${errors[0]?.message}`)
  const top = nodes(program.body as unknown).find(
    (part) => part.type === 'TSModuleDeclaration' && nameOf(part.id) === 'Electron',
  )
  const inside = bodyOf(node(top))
  const types = new Map<string, Declared>()
  const bags = new Map<string, Node>()
  for (const part of inside) readType(part, types, bags)
  const find = (type: string): Declared | undefined => types.get(type)

  const kindOf: Declarations['kindOf'] = (type, member) => {
    for (let at = find(type); at !== undefined; at = at.parent === null ? undefined : find(at.parent)) {
      const kind = at.kinds.get(member)
      if (kind !== undefined) return kind
    }
    return null
  }
  const hasEvent: Declarations['hasEvent'] = (type, event) => {
    for (let at = find(type); at !== undefined; at = at.parent === null ? undefined : find(at.parent)) {
      if (at.events.has(event)) return true
    }
    return false
  }
  return {
    version: /^\/\/ Type definitions for Electron (\S+)/.exec(text)?.[1] ?? '',
    types,
    exports: (namespace) => exportsOf(inside, namespace),
    kindOf,
    hasEvent,
    literals: (type, member) => {
      const source = text.slice(
        Number(bags.get(`${type}.${member}`)?.start),
        Number(bags.get(`${type}.${member}`)?.end),
      )
      return new Set([...source.matchAll(/'([^']+)'/g)].map(([, word]) => word as string))
    },
  }
}

function bodyOf(module: Node): Node[] {
  return nodes(node(module.body).body).map((part) => (part.declaration ? node(part.declaration) : part))
}

function readType(part: Node, types: Map<string, Declared>, bags: Map<string, Node>): void {
  if (part.type !== 'ClassDeclaration' && part.type !== 'TSInterfaceDeclaration') return
  const name = nameOf(part.id)
  const parent = part.superClass ? nameOf(part.superClass) : nameOf(node(nodes(part.extends)[0]).expression)
  const own: Declared = types.get(name) ?? { kinds: new Map(), events: new Set(), parent: parent || null }
  const statics: Declared = { kinds: new Map(), events: new Set(), parent: null }
  for (const member of nodes(node(part.body).body)) {
    const key = nameOf(member.key)
    const isMethod =
      member.type === 'TSMethodSignature' || (member.type === 'MethodDefinition' && member.kind === 'method')
    const isProperty = member.type === 'TSPropertySignature' || member.type === 'PropertyDefinition'
    if (!isMethod && !isProperty) continue
    const to = member.static === true ? statics : own
    to.kinds.set(key, isMethod ? 'method' : 'property')
    bags.set(`${name}.${key}`, member)
    const event = eventOf(key, member)
    if (event !== null) own.events.add(event)
  }
  types.set(name, own)
  if (statics.kinds.size > 0) types.set(`static ${name}`, statics)
}

/** `on(event: 'ready', …)` declares an event. */
function eventOf(key: string, member: Node): string | null {
  if (key !== 'on' && key !== 'once') return null
  const params = nodes(member.params ?? node(member.value).params)
  const type = node(node(node(params[0]).typeAnnotation).typeAnnotation)
  return type.type === 'TSLiteralType' ? nameOf(type.literal) : null
}

function exportsOf(inside: Node[], namespace: string): Map<string, string> {
  const found = inside.find((part) => part.type === 'TSModuleDeclaration' && nameOf(part.id) === namespace)
  const names = new Map<string, string>()
  for (const part of bodyOf(node(found))) {
    if (part.type === 'ClassDeclaration') names.set(nameOf(part.id), nameOf(part.id))
    if (part.type !== 'VariableDeclaration') continue
    for (const declarator of nodes(part.declarations)) {
      const type = node(node(node(declarator.id).typeAnnotation).typeAnnotation)
      const typed = nameOf(type.typeName)
      names.set(nameOf(declarator.id), typed || `static ${nameOf(type.exprName)}`)
    }
  }
  return names
}
