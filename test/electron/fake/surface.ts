/**
 * How the fake is made: every object says which type of Electron's it stands for, refuses members it does not have, and
 * notes what was used. test/electron/declarations.test.ts compares these notes with the package's own declarations.
 */

export type Kind = 'method' | 'property'
export type Surface = {
  /** What the fake has: type → member → kind. Static members under `static Type`. */
  members: Record<string, Record<string, Kind>>
  /** What the program touched, as `Type.member`. */
  used: string[]
  /** What the program listens to and the fake says, as type → event names. */
  events: Record<string, string[]>
  /** Keys of option bags and menu items that the program passed: declared type → keys. */
  options: Record<string, string[]>
}
type Listener = (...args: unknown[]) => unknown

const members: Surface['members'] = {}
const used = new Set<string>()
const events: Record<string, Set<string>> = {}
const options: Record<string, Set<string>> = {}
/** What was called, in order, as far as it can be sent to a test. */
export const calls: { name: string; args: unknown[] }[] = []

export function surface(): Surface {
  const lists = (sets: Record<string, Set<string>>) =>
    Object.fromEntries(Object.entries(sets).map(([key, set]) => [key, [...set].sort()]))
  return { members, used: [...used].sort(), events: lists(events), options: lists(options) }
}

const noteEvent = (type: string, event: string) => {
  events[type] ??= new Set()
  events[type].add(event)
}

/** Note the keys of an object that the program passed as an option bag, and hand it back. */
export function takeOptions<T extends object>(type: string, bag: T): T {
  options[type] ??= new Set()
  for (const key of Object.keys(bag)) options[type].add(key)
  return bag
}

/** Functions become words, so that a call can be told to another process. */
export function plain(value: unknown): unknown {
  if (typeof value === 'function') return '[function]'
  if (typeof value !== 'object' || value === null) return value
  if (typeName in value) return `[${String((value as Record<symbol, unknown>)[typeName])}]`
  if (Array.isArray(value)) return value.map(plain)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}

const typeName = Symbol('type')
const listenersOf = Symbol('listeners')

/** Make an object of the fake. Members are methods or properties; an accessor counts as a property. */
export function fake<T extends object>(type: string, given: T, { gone }: { gone?: () => boolean } = {}): T {
  members[type] ??= {}
  const descriptors = Object.getOwnPropertyDescriptors(given)
  for (const [name, descriptor] of Object.entries(descriptors)) {
    members[type][name] = typeof descriptor.value === 'function' ? 'method' : 'property'
  }
  const listeners = new Map<string, Listener[]>()
  const subscribe = (event: string, listener: Listener) => {
    noteEvent(type, event)
    listeners.set(event, [...(listeners.get(event) ?? []), listener])
  }
  const own: Record<PropertyKey, unknown> = {
    [typeName]: type,
    [listenersOf]: listeners,
    on: subscribe,
    once: (event: string, listener: Listener) => {
      const first = (...args: unknown[]) => {
        listeners.set(
          event,
          (listeners.get(event) ?? []).filter((other) => other !== first),
        )
        return listener(...args)
      }
      subscribe(event, first)
    },
  }
  return new Proxy(given, {
    get: (target, name) => {
      if (typeof name === 'symbol') return own[name]
      // An await asks every object whether it is a promise.
      if (name === 'then') return undefined
      if (gone?.() && name !== 'isDestroyed') throw new TypeError('Object has been destroyed')
      if (!(name in target) && name in own) return own[name]
      if (!(name in target)) throw new Error(`The fake of electron has no ${type}.${name}`)
      used.add(`${type}.${name}`)
      const value = Reflect.get(target, name) as unknown
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        calls.push({ name: `${type}.${name}`, args: args.map(plain) })
        return Reflect.apply(value, target, args)
      }
    },
    has: (target, name) => typeof name === 'symbol' || name in target || name in own,
    set: (_target, name) => {
      throw new Error(`The program may not set ${type}.${String(name)}`)
    },
  })
}

/** Say an event; true where a listener prevented what would follow. */
export function fire(source: object, event: string, ...args: unknown[]): boolean {
  const type = String((source as Record<symbol, unknown>)[typeName])
  noteEvent(type, event)
  const listeners = (source as Record<symbol, unknown>)[listenersOf] as Map<string, Listener[]>
  let prevented = false
  const first = {
    preventDefault: () => {
      prevented = true
    },
    get defaultPrevented() {
      return prevented
    },
  }
  for (const listener of [...(listeners.get(event) ?? [])]) listener(first, ...args)
  return prevented
}

export function hasListener(source: object, event: string): boolean {
  const listeners = (source as Record<symbol, unknown>)[listenersOf] as Map<string, Listener[]>
  return (listeners.get(event) ?? []).length > 0
}
