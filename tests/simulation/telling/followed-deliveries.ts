import type { Op } from "../../../shared/application/ports.ts";
import { mustHold } from "../violation.ts";
import { type Booking, changeOf, deliveryOfCells, type StoredDelivery } from "./followed-delivery.ts";
import { receiverOf } from "./receivers.ts";

/** A delivery with all that points to it. */
export type FollowedDelivery = {
  readonly tenant: string;
  readonly endpoint: string;
  readonly id: string;
  row: StoredDelivery | undefined;
  /** When each of its pointers is due. */
  readonly dueMs: Set<number>;
  /** Since it last began anew. */
  bookings: Booking[];
  sends: { readonly atMs: number; readonly startedMs: number }[];
  replays: number;
};

/** All deliveries and their pointers, followed commit by commit. */
export type FollowedDeliveries = {
  readonly put: (tenant: string, op: Op) => void;
  readonly putPointer: (op: Op) => void;
  /** Checks those that were put since the last check. */
  readonly check: () => void;
  readonly of: (receiver: string, id: string) => FollowedDelivery | undefined;
  readonly all: () => Iterable<FollowedDelivery>;
  /** When the first pointer is due; undefined: there is none. */
  readonly firstDueMs: () => number | undefined;
};

/** What they depend on: the step, the latest time that any clock tells, and whether an event is stored. */
export type DeliveryTerms = {
  readonly step: () => number;
  readonly latestMs: () => number;
  readonly isTold: (id: string) => boolean;
};

// How far ahead a sweep moves a pointer.
const AHEAD_MS = 120_000;

/** No deliveries yet. */
export const followDeliveries = ({ step, latestMs, isTold }: DeliveryTerms): FollowedDeliveries => {
  const all = new Map<string, FollowedDelivery>();
  const touched = new Set<FollowedDelivery>();
  const touch = (tenant: string, endpoint: string, id: string): FollowedDelivery => {
    const name = `${receiverOf(tenant, endpoint)} ${id}`;
    const anew = { dueMs: new Set<number>(), bookings: [], sends: [], replays: 0, row: undefined };
    const found: FollowedDelivery = all.get(name) ?? { tenant, endpoint, id, ...anew };
    all.set(name, found);
    touched.add(found);
    return found;
  };
  return {
    put: (tenant, op) => {
      const [, endpoint = "", , id = ""] = op.rowKey.split("|");
      mustHold(op.op !== "delete", "no delivery is ever deleted", () => ({ tenant, op }));
      if (op.op === "delete") return;
      mustHold(isTold(id), "no delivery without its event", () => ({ tenant, op }));
      const delivery = touch(tenant, endpoint, id);
      const row = deliveryOfCells(op.cells);
      const change = changeOf(delivery.row, row, latestMs());
      delivery.row = row;
      if (change === "booked") delivery.bookings.push({ step: step(), attempt: row.attempts, isSent: false });
      if (change === "replayed") {
        delivery.replays++;
        delivery.sends = [];
      }
    },
    putPointer: (op) => {
      const [due = "", tenant = "", endpoint = "", , id = ""] = op.rowKey.split("|");
      const { dueMs } = touch(tenant, endpoint, id);
      if (op.op === "delete") dueMs.delete(Date.parse(due));
      else dueMs.add(Date.parse(due));
    },
    check: () => {
      for (const delivery of touched) mustHold(isFound(delivery, latestMs()), POINTED, () => shown(delivery));
      touched.clear();
    },
    of: (receiver, id) => all.get(`${receiver} ${id}`),
    all: () => all.values(),
    firstDueMs: () => {
      let first: number | undefined;
      for (const { dueMs } of all.values())
        for (const ms of dueMs) if (first === undefined || ms < first) first = ms;
      return first;
    },
  };
};

const POINTED = "a pending delivery has a pointer that a sweep finds in time";

/** Not before its attempt is due, since it would be taken away, and hardly after it. */
const isFound = ({ row, dueMs }: FollowedDelivery, latestMs: number): boolean => {
  if (row?.state !== "pending") return true;
  const { nextMs } = row;
  return [...dueMs].some((ms) => ms >= nextMs && ms <= Math.max(nextMs, latestMs + AHEAD_MS));
};

const shown = ({ dueMs, ...rest }: FollowedDelivery) => ({ ...rest, dueMs: [...dueMs] });
