/** The one dispatcher: every host passes calls through it, so that arguments are checked in one place. */
import { contract, type MethodName, type ParsedArgs, type Result } from './contract.ts'
import { type ErrorReply, type Reply, toErrorReply } from './errors.ts'

export type Handlers<C> = {
  [M in MethodName]: (context: C, args: ParsedArgs<M>) => Result<M> | Promise<Result<M>>
}

export type Dispatcher = (method: string, args: unknown) => Promise<Reply<unknown>>

type ServeOptions = {
  /** A library opened for reading only serves reading methods; this words the refusal of the others. */
  refuseWrite?: () => ErrorReply | null
  /** Told of faults nobody foresaw, with their details, which never travel in a reply. */
  onFault?: (method: string, fault: unknown) => void
}

/** Serve handlers over the contract: unknown methods, bad arguments and faults all become replies. */
export function serve<C>(handlers: Handlers<C>, context: C, options: ServeOptions = {}): Dispatcher {
  return async (method, args) => {
    if (!Object.hasOwn(contract, method)) {
      return refuse({ code: 'unknown-method', message: 'There is no such method.' })
    }
    const name = method as MethodName
    const parsed = contract[name].args.safeParse(args ?? {})
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      const where = issue?.path.join('.') || 'arguments'
      return refuse({ code: 'bad-arguments', message: `${where}: ${issue?.message ?? 'not of the expected shape'}` })
    }
    if (contract[name].access === 'write') {
      const refusal = options.refuseWrite?.() ?? null
      if (refusal !== null) return refuse(refusal)
    }
    try {
      const handler = handlers[name] as (context: C, args: unknown) => unknown
      const value = await handler(context, parsed.data)
      return { ok: true, value: contract[name].result.parse(value) }
    } catch (thrown) {
      const error = toErrorReply(thrown)
      if (error.code === 'internal') options.onFault?.(name, thrown)
      return refuse(error)
    }
  }
}

function refuse(error: ErrorReply): Reply<never> {
  return { ok: false, error }
}
