import type { PlantedBug } from "./planted-bug.ts";

const CLOSE = "application/close-tenant.ts";
const GRANTS = "application/grants.ts";
const LEDGER = "application/ledger";
const LANES = `${LEDGER}/lanes.ts`;
const PLAN = `${LEDGER}/plan.ts`;
const JOIN = "domain/join.ts";

/** Mistakes around the close: in closing, in granting, and in recording for a month that is being closed. */
export const CLOSE_BUGS: readonly PlantedBug[] = [
  {
    name: "closes-without-sealing",
    seedsMax: 200,
    patches: [{ file: CLOSE, search: `...lanes.map(sealed),`, replacement: `` }],
  },
  {
    name: "seals-only-lanes-that-exist",
    seedsMax: 200,
    patches: [
      {
        file: CLOSE,
        search: `...lanes.map(sealed),`,
        replacement: `...lanes.filter(({ etag }) => etag !== undefined).map(sealed),`,
      },
    ],
  },
  {
    name: "seals-lanes-without-if-match",
    seedsMax: 1_000,
    patches: [
      {
        file: CLOSE,
        search: `laneToCells({ ...lane, isSealed: true }), lane.etag)`,
        replacement: `laneToCells({ ...lane, isSealed: true }), lane.etag && "*")`,
      },
    ],
  },
  {
    // The statement is made once only all the same; what is lost is a name or a grant that came in between.
    name: "closes-without-if-match-on-the-head",
    seedsMax: 500,
    patches: [
      {
        file: CLOSE,
        search: `heads.change(tenant, found, {`,
        replacement: `heads.change(tenant, { ...found, etag: "*" }, {`,
      },
    ],
  },
  {
    name: "grants-without-if-match-on-the-head",
    seedsMax: 2_000,
    patches: [
      {
        file: GRANTS,
        search: `heads.change(tenant, found, next,`,
        replacement: `heads.change(tenant, { ...found, etag: "*" }, next,`,
      },
    ],
  },
  {
    name: "remembers-grants-for-good",
    seedsMax: 500,
    patches: [
      {
        file: GRANTS,
        search: `if (known?.version === head.grantsVersion) return known.grants;`,
        replacement: `if (known) return known.grants;`,
      },
    ],
  },
  {
    name: "late-by-the-clock",
    seedsMax: 200,
    patches: [
      {
        file: `${LEDGER}/tenant-ledger.ts`,
        search: `createLanes(ports.store, ports.randomness, tenant)`,
        replacement: `createLanes(ports.store, ports.randomness, tenant, timers)`,
      },
      {
        file: LANES,
        search: `tenant: TenantId): Lanes =>`,
        replacement: `tenant: TenantId, timers): Lanes =>`,
      },
      {
        file: LANES,
        search: `const read = async`,
        replacement: `const isOver = (period: Period) => new Date(timers.monotonicMs()).toISOString().slice(0, 7) > period;
  const read = async`,
      },
      {
        file: LANES,
        search: `if (sealed.has(period)) return await read(period, "late");`,
        replacement: `if (isOver(period)) { sealed.add(period); return await read(period, "late"); }`,
      },
    ],
  },
  {
    // On any other lane it looks for the seal; most processes never leave the first.
    name: "takes-its-first-lane-for-open",
    seedsMax: 500,
    patches: [
      {
        file: LANES,
        search: `if (!found.isSealed) return found;`,
        replacement: `if (!found.isSealed || own === 0) return found;`,
      },
    ],
  },
  {
    name: "amends-rows-after-the-seal",
    seedsMax: 200,
    patches: [{ file: JOIN, search: `row.late || isSealed(row.period)`, replacement: `row.late` }],
  },
  {
    name: "moves-rows-into-sealed-months",
    seedsMax: 1_000,
    patches: [
      {
        file: JOIN,
        search: `isEarlier(incoming, row) && !isSealed(incoming.period)`,
        replacement: `isEarlier(incoming, row)`,
      },
    ],
  },
  {
    name: "writes-no-lane-where-figures-stay",
    seedsMax: 2_000,
    patches: [
      {
        file: PLAN,
        search: `return [...touched].map((period) => {`,
        replacement: `const isChanged = (period: Period) => [...(changes.get(period)?.values() ?? [])].some((count) => count !== 0);
  return [...touched].filter(isChanged).map((period) => {`,
      },
    ],
  },
  {
    name: "amends-late-rows",
    seedsMax: 500,
    patches: [
      {
        file: JOIN,
        search: `row.late || isSealed(row.period)`,
        replacement: `(isSealed(row.period) && !row.late)`,
      },
    ],
  },
];
