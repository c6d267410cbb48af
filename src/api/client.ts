/** The one client: method names become functions over any transport. */
import { type Args, type EventName, type EventPayload, type MethodName, methodNames, type Result } from './contract.ts'
import { AppError, type Reply } from './errors.ts'

/** What a host gives a client: one call, one subscription. `call` resolves to a reply and does not reject. */
export type Transport = {
  call: (method: string, args: unknown) => Promise<Reply<unknown>>
  /** Returns a function that ends the subscription. */
  on: (listener: (event: EventName, payload: unknown) => void) => () => void
}

export type Client = { [M in MethodName]: (args: Args<M>) => Promise<Result<M>> } & {
  on: <E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void) => () => void
}

/** Connect a client to a transport. Each function resolves to the method's result or throws an AppError. */
export function connect(transport: Transport): Client {
  const functions = Object.fromEntries(
    methodNames.map((method) => [
      method,
      async (args: unknown) => {
        const reply = await transport.call(method, args)
        if (reply.ok) return reply.value
        const { code, message, suggestions } = reply.error
        throw new AppError(code, message, suggestions === undefined ? {} : { suggestions })
      },
    ]),
  )
  const on = (event: EventName, listener: (payload: never) => void) =>
    transport.on((name, payload) => {
      if (name === event) listener(payload as never)
    })
  return { ...functions, on } as unknown as Client
}
