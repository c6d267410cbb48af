/** What main and the core thread say to each other. */
import type { MessagePort } from 'node:worker_threads'
import type { EventName } from '../api/contract.ts'
import type { ErrorReply, Reply } from '../api/errors.ts'
import type { CoreOptions } from '../core/core.ts'
import type { JobSpec } from '../core/jobs/control.ts'

export type CoreSetup = Pick<
  CoreOptions,
  'library' | 'resources' | 'kernelWorker' | 'readWorker' | 'mode' | 'host' | 'refusedConnections'
>

export type ToCore =
  | { type: 'call'; id: number; method: string; args: unknown }
  | { type: 'grant'; id: number; path: string; use: 'read' | 'write'; shownName?: string }
  /** Offer a folder to every client: the host was given it at its start. */
  | { type: 'offer'; id: number; path: string }
  | { type: 'download'; id: number; ref: string }
  | { type: 'job-port'; port: MessagePort }
  | { type: 'close' }

export type FromCore =
  | { type: 'ready'; neededFiles: string[] }
  | { type: 'refused'; error: ErrorReply; detail: string }
  | { type: 'reply'; id: number; reply: Reply<unknown> }
  | { type: 'granted'; id: number; ref: string }
  | { type: 'download'; id: number; file: { path: string; name: string } | null }
  | { type: 'event'; event: EventName; payload: unknown }
  | { type: 'start-job'; spec: JobSpec }
  | { type: 'fault'; detail: string }
  | { type: 'closed' }
