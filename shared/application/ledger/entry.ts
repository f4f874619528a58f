import type { Decision } from "../../domain/decision.ts";
import type { Row } from "../../domain/row.ts";
import { rowKeyOf } from "../rows/conversation-row.ts";

/** An invocation that waits to be stored. */
export type Entry = {
  /** The row that the invocation alone makes. */
  readonly incoming: Row;
  readonly rowKey: string;
  /** Answered, or past its deadline: nobody waits for it any more. */
  readonly isOver: () => boolean;
  readonly answer: (decision: Decision) => void;
  readonly fail: (cause: unknown) => void;
};

/** An entry, and the promise of its answer. */
export const createEntry = (
  incoming: Row,
  isOver: () => boolean,
): { readonly entry: Entry; readonly answered: Promise<Decision> } => {
  const { promise, resolve, reject } = Promise.withResolvers<Decision>();
  const entry = { incoming, rowKey: rowKeyOf(incoming), isOver, answer: resolve, fail: reject };
  return { entry, answered: promise };
};
