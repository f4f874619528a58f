import type { PlantedBug } from "./planted-bug.ts";

const ERASE = "application/erase-conversation.ts";
const TOMBSTONE = "domain/erase.ts";

/** Mistakes in erasing, and in leaving alone what is erased. */
export const ERASURE_BUGS: readonly PlantedBug[] = [
  {
    // Then a report that comes again counts again.
    name: "deletes-what-it-erases",
    seedsMax: 500,
    patches: [
      {
        file: ERASE,
        search: `return [{ op: "update", rowKey: rowKeyOf(row), cells: rowToCells(tombstone, tx), etag }];`,
        replacement: `return [{ op: "delete", rowKey: rowKeyOf(row), etag }];`,
      },
    ],
  },
  {
    name: "erases-without-if-match",
    seedsMax: 2_000,
    patches: [
      {
        file: ERASE,
        search: `cells: rowToCells(tombstone, tx), etag }`,
        replacement: `cells: rowToCells(tombstone, tx), etag: "*" }`,
      },
    ],
  },
  {
    name: "erases-bots-too",
    seedsMax: 500,
    patches: [
      {
        file: TOMBSTONE,
        search: `{ ...tombstone, evidence: "" } : tombstone;`,
        replacement: `{ ...tombstone, evidence: "" } : { ...tombstone, bots: [tombstone.bot] };`,
      },
    ],
  },
  {
    name: "keeps-the-time-of-what-it-erases",
    seedsMax: 500,
    patches: [
      {
        file: TOMBSTONE,
        search: `at: startOfDay(row.at)`,
        replacement: `at: row.at`,
      },
    ],
  },
  {
    name: "erases-sessions-only",
    seedsMax: 500,
    patches: [
      {
        file: ERASE,
        search: `if (tombstone === row) return [];`,
        replacement: `if (tombstone === row || row.kind === "excluded") return [];`,
      },
    ],
  },
  {
    name: "amends-what-is-erased",
    seedsMax: 1_000,
    patches: [
      {
        file: "domain/join.ts",
        search: `if (row.isErased || row.late`,
        replacement: `if (row.late`,
      },
    ],
  },
  {
    // A name that nobody knows: whoever made the row, and lost the answer, takes it for another's.
    name: "erases-whose-session-it-is",
    seedsMax: 500,
    patches: [
      {
        file: ERASE,
        search: `rowToCells(tombstone, tx)`,
        replacement: `rowToCells(tombstone, tx && "erased")`,
      },
    ],
  },
];
