/** What the threads of a network and the thread that leads them say to each other. */
import { InternalError, ParameterError } from '../../../errors.ts';
import type { BuildOptions } from '../buildNetwork.ts';
import type { Range } from '../partition.ts';
import type { ShareState } from '../share.ts';
import type { PartialRecord, RecordRequests } from '../shareRecorders.ts';
import type { NetworkState, SpikeList } from '../state.ts';
import type { ExchangeMemory } from './exchange.ts';
import type { WireSpec } from './wire.ts';

/** A way to another thread. */
export interface Port {
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  /** Sets what is called with every message. */
  listen(handler: (message: unknown) => void): void;
}

/** The leader's way to a thread it has started. */
export interface ThreadPort extends Port {
  /** Sets what is called if the thread dies. */
  onDeath(handler: (reason: Error) => void): void;
  terminate(): void | Promise<unknown>;
}

export type Order =
  | {
      readonly type: 'build';
      readonly thread: number;
      readonly ranges: readonly Range[];
      readonly memory: ExchangeMemory;
      readonly spec: WireSpec;
      readonly options: Omit<BuildOptions, 'onProgress'>;
      /** URLs of modules that export models of users. */
      readonly modules: readonly string[];
    }
  | {
      readonly type: 'simulate';
      readonly requests: RecordRequests;
      readonly from: number;
      readonly end: number;
    }
  | { readonly type: 'save' }
  | { readonly type: 'restore'; readonly state: NetworkState };

export type Report =
  | { readonly type: 'progress'; readonly done: number }
  | { readonly type: 'built'; readonly count: number; readonly bytes: number }
  /** From the first thread: spikes of the whole network, and the step up to which these are all. */
  | { readonly type: 'spikes'; readonly list: SpikeList; readonly step: number }
  | {
      readonly type: 'simulated';
      readonly step: number;
      readonly stopped: boolean;
      readonly record: PartialRecord;
    }
  | { readonly type: 'saved'; readonly state: ShareState }
  | { readonly type: 'restored' }
  | { readonly type: 'failed'; readonly error: SentError };

/** An error on its way between threads, which keeps no more of it than plain data. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly parameter?: { readonly name: string; readonly expected: string; readonly received: string };
}

export function sendError(error: unknown): SentError {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  if (!(error instanceof ParameterError)) return { name, message, stack };
  const { parameter, expected, received } = error;
  return { name, message, parameter: { name: parameter, expected, received: String(received) } };
}

/** The error again: a ParameterError where it was one, with the message it had. */
export function receiveError({ name, message, stack, parameter }: SentError): Error {
  if (parameter !== undefined) {
    const error = new ParameterError(parameter.name, parameter.expected, parameter.received);
    error.message = message;
    return error;
  }
  const error = name === 'RangeError' ? new RangeError(message) : new InternalError(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
