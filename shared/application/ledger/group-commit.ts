import type { Timers } from "../ports.ts";
import type { Entry } from "./entry.ts";
import { OPERATIONS_MAX } from "./plan.ts";

/** What a group commit is made of. */
export type Commits = {
  readonly timers: Timers;
  /** Stores and answers entries of at most as many rows as a transaction has operations; gives back what did not fit. */
  readonly flush: (entries: readonly Entry[]) => Promise<readonly Entry[]>;
  /** Answers an entry that needs no storing any more, if it is one. */
  readonly answerFromMemory: (entry: Entry) => boolean;
};

/**
 * Gathers entries into flushes, one in flight at a time: what arrives meanwhile waits and goes together
 * with the next. The answer is the function that takes an entry.
 */
export const createGroupCommit = ({ timers, flush, answerFromMemory }: Commits): ((entry: Entry) => void) => {
  let waiting: Entry[] = [];
  let isFlushing = false;

  const flushOnce = async (): Promise<void> => {
    const [now, later] = firstTransaction(waiting);
    waiting = later;
    try {
      const rest = await flush(now);
      waiting = [...rest, ...waiting];
    } catch (cause) {
      for (const entry of now) entry.fail(cause);
    }
    // No other row can have come into memory meanwhile, and to ask for all that wait costs a look-up each.
    const flushed = new Set(now.map(({ rowKey }) => rowKey));
    waiting = waiting.filter(
      (entry) => !entry.isOver() && !(flushed.has(entry.rowKey) && answerFromMemory(entry)),
    );
    isFlushing = false;
    flushSoon();
  };
  // Soon, not at once: whoever was answered by the last flush can have its next invocation in this one.
  const flushSoon = (): void => {
    if (isFlushing || waiting.length === 0) return;
    isFlushing = true;
    timers.soon(() => void flushOnce());
  };
  return (entry) => {
    waiting.push(entry);
    flushSoon();
  };
};

/** What can go into one transaction at the most, and what has to wait. */
const firstTransaction = (waiting: Entry[]): readonly [Entry[], Entry[]] => {
  const rowKeys = new Set<string>();
  const end = waiting.findIndex((entry) => rowKeys.add(entry.rowKey).size > OPERATIONS_MAX);
  return end === -1 ? [waiting, []] : [waiting.slice(0, end), waiting.slice(end)];
};
