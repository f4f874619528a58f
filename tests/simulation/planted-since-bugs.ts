import type { PlantedBug } from "./planted-bug.ts";

/** Mistakes around the first period, while it is moved back. */
export const SINCE_BUGS: readonly PlantedBug[] = [
  {
    // What is lost is a name, a grant or a close that came in between.
    name: "puts-since-without-if-match",
    seedsMax: 2_000,
    patches: [
      {
        file: "application/tenants.ts",
        search: `heads.change(tenant, found, next)`,
        replacement: `heads.change(tenant, { ...found, etag: "*" }, next)`,
      },
    ],
  },
  {
    name: "moves-since-after-a-close",
    seedsMax: 2_000,
    patches: [
      {
        file: "domain/since.ts",
        search: `(since > existing.since || existing.lastClosed !== undefined)`,
        replacement: `since > existing.since`,
      },
    ],
  },
  {
    name: "admits-by-the-first-period-of-old",
    seedsMax: 1_000,
    patches: [
      {
        file: "application/record-invocations.ts",
        search: `if (first.ok || first.refusal.code !== "timestamp-too-old") return first;`,
        replacement: `if (first) return first;`,
      },
    ],
  },
  {
    name: "admits-what-is-before-the-first-period",
    seedsMax: 500,
    patches: [
      {
        file: "domain/admission.ts",
        search: `[since, kept, unpurged].sort()`,
        replacement: `[kept, kept, kept]`,
      },
    ],
  },
  {
    name: "closes-by-the-first-period-of-old",
    seedsMax: 4_000,
    patches: [
      {
        file: "application/close-tenant.ts",
        search: `Promise.all([heads.read(tenant), clock.now()])`,
        replacement: `Promise.all([heads.get(tenant), clock.now()])`,
      },
    ],
  },
];
