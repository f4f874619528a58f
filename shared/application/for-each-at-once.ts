import { awaitAll } from "./await-all.ts";

const AT_ONCE = 8;

/**
 * Visits all items, eight at once, which is one less after each visit that fails: with the eighth the rest is left.
 * What failed is thrown once no visit is under way any more.
 */
export const forEachAtOnce = async <Item>(
  items: readonly Item[],
  visit: (item: Item) => Promise<void>,
): Promise<void> => {
  const next = items.values();
  const worker = async (): Promise<void> => {
    for (const item of next) await visit(item);
  };
  await awaitAll(Array.from({ length: AT_ONCE }, worker));
};
