import type { PlantedBug } from "./planted-bug.ts";

const PURGE = "application/purge-tenant.ts";
const RULE = "domain/purge.ts";

/** Mistakes in purging, and in keeping out what was purged. */
export const PURGE_BUGS: readonly PlantedBug[] = [
  {
    name: "purges-months-that-are-open",
    seedsMax: 500,
    patches: [
      {
        file: RULE,
        search: `const through = past < lastClosed ? past : lastClosed;`,
        replacement: `const through = past;`,
      },
      {
        file: RULE,
        search: `if (lastClosed === undefined) return undefined;`,
        replacement: ``,
      },
    ],
  },
  {
    name: "purges-a-month-too-early",
    seedsMax: 500,
    patches: [
      {
        file: RULE,
        search: `const past = plusMonths(kept, -2);`,
        replacement: `const past = plusMonths(kept, -1);`,
      },
      {
        file: RULE,
        search: `if (plusMonths(past, 2) !== kept) return undefined;`,
        replacement: ``,
      },
    ],
  },
  {
    // The deletes alone would do no harm: what holds off a late copy of them is the position's ETag.
    name: "purges-without-if-match",
    seedsMax: 4_000,
    patches: [
      {
        file: PURGE,
        search: `rowKey: row.rowKey, etag: row.etag }`,
        replacement: `rowKey: row.rowKey, etag: "*" }`,
      },
      {
        file: PURGE,
        search: `putOp(PURGE_KEY, purgePassToCells(reached), etag)`,
        replacement: `putOp(PURGE_KEY, purgePassToCells(reached), etag && "*")`,
      },
    ],
  },
  {
    // Dying in between, it leaves rows behind that no later step looks at.
    name: "moves-on-before-it-deletes",
    seedsMax: 1_000,
    patches: [
      {
        file: PURGE,
        search: `const outcome = await store.transact("Sessions", tenant, [move, ...deletes]);`,
        replacement: `const moved = await store.transact("Sessions", tenant, [move]);
    const outcome = moved.outcome !== "committed" || deletes.length === 0 ? moved : await store.transact("Sessions", tenant, deletes);`,
      },
      {
        file: PURGE,
        search: `etag = outcome.etags[0];`,
        replacement: `etag = moved.etags[0];`,
      },
    ],
  },
  {
    // Found by what is left in the end: nothing that it does is wrong.
    name: "purges-once-and-never-again",
    seedsMax: 1_000,
    patches: [
      {
        file: PURGE,
        search: `(last.isDone && last.through < through)`,
        replacement: `last.through > through`,
      },
    ],
  },
  {
    name: "purges-no-exclusions",
    seedsMax: 500,
    patches: [
      {
        file: PURGE,
        search: `return pass.after < SECOND ? { ...pass, after: SECOND } : { ...pass, isDone: true };`,
        replacement: `return { ...pass, isDone: true };`,
      },
    ],
  },
  {
    name: "purges-totals-too",
    seedsMax: 500,
    patches: [
      { file: PURGE, search: `const FIRST = "c|";`, replacement: `const FIRST = "a|";` },
      {
        file: PURGE,
        search: `const end = pass.after < SECOND ? \`\${FIRST}~\` : \`\${SECOND}~\`;`,
        replacement: `const end = \`\${SECOND}~\`;`,
      },
      {
        file: PURGE,
        search: `const period = periodOfStored(row);`,
        replacement: `const period = periodOfStored(row) ?? (row.rowKey.startsWith("n|") ? row.rowKey.slice(2, 9) : undefined);`,
      },
    ],
  },
  {
    name: "admits-what-was-purged",
    seedsMax: 500,
    patches: [
      {
        file: "domain/admission.ts",
        search: `[since, kept, unpurged].sort()`,
        replacement: `[since, since, since]`,
      },
    ],
  },
];
