/** The one client of the window. Actions in this folder call it; components do not. */
import { connect } from '#api/client.ts'
import { type ErrorReply, toErrorReply } from '#api/errors.ts'
import { pickHost } from '../host.ts'

export const host = pickHost()
export const client = connect(host)

/** What a store keeps of a failed action. */
export type Failure = ErrorReply

export const asFailure = (thrown: unknown): Failure => toErrorReply(thrown)
