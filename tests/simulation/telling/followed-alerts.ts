import { createHash } from "node:crypto";
import type { Op } from "../../../shared/application/ports.ts";
import { text } from "../stored-cells.ts";
import { mustHold } from "../violation.ts";
import type { FollowedPools } from "./followed-pools.ts";

/** One state of one generation of an alert, which is told once. */
export type AlertVersion = {
  readonly tenant: string;
  readonly period: string;
  readonly name: string;
  readonly state: string;
  readonly generation: number;
  readonly pool: number;
  readonly at: string;
  readonly isSent: boolean;
  /** JSON of what is told. */
  readonly content: string;
};

/** All alerts, followed commit by commit. */
export type FollowedAlerts = {
  readonly put: (tenant: string, op: Op) => void;
  /** Every version that ever was, as it is now, by the id that its event must have. */
  readonly versions: ReadonlyMap<string, AlertVersion>;
  /** As they stand, by tenant and row key. */
  readonly current: ReadonlyMap<string, AlertVersion>;
};

const SHORTFALLS = ["exhausted", "warning", "forecast"];

/** No alerts yet. `isTold`: whether the event of this id is stored. */
export const followAlerts = (isTold: (id: string) => boolean, pools: FollowedPools): FollowedAlerts => {
  const versions = new Map<string, AlertVersion>();
  const current = new Map<string, AlertVersion>();
  return {
    versions,
    current,
    put: (tenant, op) => {
      const { rowKey } = op;
      mustHold(op.op !== "delete", "no alert is ever deleted", () => ({ tenant, rowKey }));
      if (op.op === "delete") return;
      const before = current.get(`${tenant} ${rowKey}`);
      const after = versionOf(tenant, op);
      const facts = () => ({ before, after });
      if (isSame(before, after)) {
        const isKept =
          JSON.stringify({ ...before, isSent: true }) === JSON.stringify({ ...after, isSent: true });
        mustHold(isKept && after.isSent, "an alert that was raised changes only by being told", facts);
      } else {
        mustHold(before?.isSent !== false, "an alert gives way to its next state once it is told", facts);
        mustHold(isNext(before, after), "generations go 1, 2, 3 with a recovery between", facts);
        checkPool(before, after, pools);
      }
      const id = eventIdOf(after);
      mustHold(!after.isSent || isTold(id), "an alert is marked as told once its event is written", facts);
      versions.set(id, after);
      current.set(`${tenant} ${rowKey}`, after);
    },
  };
};

/** An alert is raised and recovers by a pool that the month had, and recovers by a larger one than it was raised by. */
const checkPool = (before: AlertVersion | undefined, after: AlertVersion, pools: FollowedPools): void => {
  const { tenant, period, name, state, pool } = after;
  if (!SHORTFALLS.includes(name)) return;
  const granted = grantedOf(after);
  const facts = () => ({ before, after });
  mustHold(pools.had(tenant, period, granted), "a pool that is told is one that the month had", facts);
  if (state === "active") mustHold(pool === granted, "an alert keeps the pool that it was raised by", facts);
  else mustHold(granted > (before?.pool ?? Infinity), "an alert recovers only with a larger pool", facts);
};

const grantedOf = ({ content }: AlertVersion): number =>
  (JSON.parse(content) as { readonly data: { readonly granted: number } }).data.granted;

const versionOf = (tenant: string, { rowKey, cells }: Exclude<Op, { op: "delete" }>): AlertVersion => {
  const [, period = "", ...name] = rowKey.split("|");
  return {
    ...{ tenant, period, name: name.join("|"), state: text(cells, "state") },
    ...{ generation: Number(cells["generation"]), pool: Number(cells["pool"]), at: text(cells, "at") },
    ...{ isSent: cells["sent"] === true, content: text(cells, "content") },
  };
};

const isSame = (one: AlertVersion | undefined, other: AlertVersion): boolean =>
  one?.state === other.state && one.generation === other.generation;

const isNext = (before: AlertVersion | undefined, { state, generation }: AlertVersion): boolean => {
  if (before === undefined) return state === "active" && generation === 1;
  return before.state === "active"
    ? state === "recovered" && generation === before.generation
    : state === "active" && generation === before.generation + 1;
};

/** Of the design, written down a second time. */
const eventIdOf = ({ tenant, period, name, generation, state }: AlertVersion): string => {
  const digest = createHash("sha256")
    .update(JSON.stringify([tenant, period, name, generation, state]))
    .digest();
  return `msg_${digest.subarray(0, 18).toString("base64url")}`;
};
