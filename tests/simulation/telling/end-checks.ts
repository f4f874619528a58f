import { createHash } from "node:crypto";
import type { TableStore } from "../../../shared/application/ports.ts";
import { monthOf } from "../months.ts";
import { mustHold } from "../violation.ts";
import type { FollowedDelivery } from "./followed-deliveries.ts";
import type { Follower } from "./follower.ts";
import type { Message } from "./message.ts";
import { STEADY } from "./planned-tenant.ts";
import { readAsHost } from "./read-as-host.ts";
import { type Receivers, receiverOf } from "./receivers.ts";

/** What is looked at once nothing is due any more. */
export type End = {
  readonly follower: Follower;
  readonly receivers: Receivers;
  readonly messages: readonly Message[];
  readonly table: TableStore;
  readonly nowMs: number;
};

/** Checks what must have come true in the end. */
export const checkEnd = async (end: End): Promise<void> => {
  checkTold(end);
  checkDeliveries(end);
  await checkMessages(end);
  await checkPools(end);
};

const checkTold = ({ follower, receivers }: End): void => {
  const { alerts, events } = follower;
  for (const [id, version] of alerts.versions) {
    const { tenant } = version;
    mustHold(
      version.isSent && events.all.has(id),
      "each alert is told once a generation and state",
      () => version,
    );
    const receiver = receiverOf(tenant, STEADY);
    const isTaken = receivers.taken(receiver, id) > 0 || isUnheard(follower.deliveries.of(receiver, id));
    mustHold(isTaken, "a receiver that always answers 200 gets each event", () => ({ id, version }));
  }
};

/** An outage of days cut off all its attempts after they were booked: that is for a replay. */
const isUnheard = (delivery: FollowedDelivery | undefined): boolean =>
  delivery?.row?.reason === "attempts-exhausted" && delivery.bookings.every(({ isSent }) => !isSent);

const checkDeliveries = ({ follower, receivers }: End): void => {
  for (const { row, dueMs, tenant, endpoint, id } of follower.deliveries.all()) {
    const facts = () => ({ tenant, endpoint, id, row, dueMs: [...dueMs] });
    mustHold(row?.state !== "pending", "every delivery ends, delivered or parked", facts);
    mustHold(dueMs.size === 0, "no pointer outlives its delivery", facts);
    const isTaken = receivers.taken(receiverOf(tenant, endpoint), id) > 0;
    mustHold(row?.state !== "delivered" || isTaken, "what is delivered was taken", facts);
  }
};

const checkMessages = async ({ messages, table }: End): Promise<void> => {
  const rows = await table.query("Notifications", "queue|parked", "", "~", 1_000);
  const parked = new Set(rows.map(({ cells }) => String(cells["hash"])));
  const hashes = new Set<string>();
  for (const message of messages) {
    const { state, reason, poison, text } = message;
    if (poison === undefined) mustHold(state === "done", "every good message is done", () => message);
    else {
      const hash = hashOf(text);
      const isParked = state === "parked" && reason === poison && parked.has(hash);
      mustHold(isParked, "all poison is parked", () => ({ message, parked: [...parked] }));
      hashes.add(hash);
    }
  }
  mustHold(parked.size === hashes.size, "only poison is parked", () => ({ rows }));
};

/** Of the text as the host hands it over. */
const hashOf = (text: string): string => {
  const read = readAsHost(text);
  const handed = typeof read === "string" ? read : JSON.stringify(read);
  return createHash("sha256").update(handed).digest("base64url");
};

/** By the month's own figures, a pool that is dry, or nearly, has been told of, and one that is not has recovered. */
const checkPools = async ({ follower, table, nowMs }: End): Promise<void> => {
  const month = monthOf(nowMs);
  const tenants = await table.query("Tenants", "tenants", "", "~", 1_000);
  for (const { rowKey: tenant } of tenants) {
    const lane = await table.get("Sessions", tenant, `n|${month}|00`);
    const used = Number(lane?.cells["sessions"] ?? 0);
    const granted = follower.pools.now(tenant, month);
    const stateOf = (name: string) => follower.alerts.current.get(`${tenant} a|${month}|${name}`);
    const state = poolState(used, granted);
    const facts = () => ({
      tenant,
      month,
      used,
      granted,
      state,
      alerts: [...follower.alerts.current.values()],
    });
    if (state !== "ok")
      mustHold(stateOf(state)?.state === "active", "a pool that runs dry is told of", facts);
    const exhausted = stateOf("exhausted");
    const isOver = exhausted?.state === "active" && state !== "exhausted" && granted > exhausted.pool;
    mustHold(!isOver, "a pool that is larger again is told of", facts);
  }
};

const poolState = (used: number, granted: number): "exhausted" | "warning" | "ok" => {
  if (used < 1) return "ok";
  if (used >= granted) return "exhausted";
  return used * 100 >= granted * 80 ? "warning" : "ok";
};
