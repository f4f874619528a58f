import type { PlantedBug } from "./planted-bug.ts";

const LEDGER = "application/ledger";
const FLUSH = `${LEDGER}/flush.ts`;
const PLAN = `${LEDGER}/plan.ts`;

/** Mistakes in recording that the design warns of, each one small and plausible. */
export const LEDGER_BUGS: readonly PlantedBug[] = [
  {
    name: "acknowledges-unknown",
    seedsMax: 200,
    patches: [
      {
        file: FLUSH,
        search: `if (outcome.outcome === "committed") return keep(context, plan, tx, outcome.etags);`,
        replacement: `if (outcome.outcome !== "conflict") return keep(context, plan, tx, outcome.outcome === "committed" ? outcome.etags : operations.map(() => 'W/"0"'));`,
      },
    ],
  },
  {
    // To keep value and ETag would be harmless, the ETag would no longer match; the value alone is not.
    name: "reuses-lane-after-failure",
    seedsMax: 1_000,
    patches: [
      {
        file: `${LEDGER}/lanes.ts`,
        search: `for (const period of periods) known.delete(period);`,
        replacement: `for (const period of periods) { const lane = known.get(period); if (lane) known.set(period, { ...lane, etag: "*" }); }`,
      },
    ],
  },
  {
    name: "remembers-by-key-only",
    seedsMax: 200,
    patches: [
      {
        file: `${LEDGER}/tenant-ledger.ts`,
        search: `const isStored = stored && join(stored.row, incoming, lanes.isSealed) === stored.row;`,
        replacement: `const isStored = stored !== undefined;`,
      },
    ],
  },
  {
    name: "drops-on-foreign-conflict",
    seedsMax: 200,
    patches: [
      {
        file: FLUSH,
        search: `context.rows.forget(plan.writes.keys());`,
        replacement: `context.rows.forget(plan.writes.keys());
  if (outcome.outcome === "conflict" && outcome.code === "exists" && outcome.index < plan.writes.size)
    return new Map([...plan.writes].map(([rowKey, { after }]) => [rowKey, { row: after, etag: "" }]));`,
      },
    ],
  },
  {
    name: "updates-rows-without-if-match",
    seedsMax: 2_000,
    patches: [{ file: PLAN, search: `etag: stored.etag };`, replacement: `etag: "*" };` }],
  },
  {
    name: "overwrites-tx-on-update",
    seedsMax: 200,
    patches: [
      {
        file: PLAN,
        search: `cells: rowToCells(after, stored.tx)`,
        replacement: `cells: rowToCells(after, txOf(after, tx))`,
      },
    ],
  },
  {
    name: "moves-without-subtracting",
    seedsMax: 200,
    patches: [
      {
        file: PLAN,
        search: `if (stored) add(stored.row, -1);`,
        replacement: `if (stored && stored.row.period === after.period) add(stored.row, -1);`,
      },
    ],
  },
  {
    name: "joins-without-folding",
    seedsMax: 200,
    patches: [
      {
        file: PLAN,
        search: `const before = writes.get(entry.rowKey)?.after ?? stored?.row;`,
        replacement: `const before = stored?.row;`,
      },
    ],
  },
  {
    name: "forgets-its-earlier-tx",
    seedsMax: 200,
    patches: [{ file: FLUSH, search: `ours.add(tx);`, replacement: `ours.clear(); ours.add(tx);` }],
  },
  {
    // Seen only where a burst fills a transaction and nothing else goes wrong.
    name: "loses-what-did-not-fit",
    seedsMax: 2_000,
    patches: [{ file: FLUSH, search: `return plan.rest;`, replacement: `return [];` }],
  },
  {
    name: "labels-before-the-list-is-full",
    seedsMax: 2_000,
    patches: [
      {
        file: `${LEDGER}/labels.ts`,
        search: `if (labels) return labels;`,
        replacement: `if (labels || attempt > 2) return labels ?? { bot: "other", channel: "other" };`,
      },
    ],
  },
];
