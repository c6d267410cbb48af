/** Content to read, whether a file of its own or a member of an archive. */
import type { StreamState } from './bytes.ts'

/** `path` lies where its relative addresses lead from; `name` as people see it; `bytes` as stored; `chunks` can be read once and tells `state` how far it came. */
export type Content = {
  path: string
  name: string
  bytes: number
  chunks: (state: StreamState) => AsyncIterable<Buffer>
}
