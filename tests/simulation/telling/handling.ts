import { AsyncLocalStorage } from "node:async_hooks";

/** One message being handled. Whatever is sent on its behalf can be told from what another one sends. */
export type Handling = {
  /** The step and the time in which it began. */
  readonly step: number;
  readonly startedMs: number;
};

const current = new AsyncLocalStorage<Handling>();

/** Does the work of a message. */
export const whileHandling = <Value>(handling: Handling, work: () => Promise<Value>): Promise<Value> =>
  current.run(handling, work);

/** The message on whose behalf this runs; undefined: none. */
export const handlingNow = (): Handling | undefined => current.getStore();
