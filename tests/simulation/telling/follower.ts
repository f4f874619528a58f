import type { Op, TableName } from "../../../shared/application/ports.ts";
import { type FollowedAlerts, followAlerts } from "./followed-alerts.ts";
import { type DeliveryTerms, type FollowedDeliveries, followDeliveries } from "./followed-deliveries.ts";
import { type FollowedEndpoints, followEndpoints } from "./followed-endpoints.ts";
import { type FollowedEvent, type FollowedEvents, followEvents } from "./followed-events.ts";
import { type FollowedPools, followPools } from "./followed-pools.ts";

/** All that tells of alerts, followed commit by commit. */
export type Follower = {
  /** Takes a committed transaction, and throws a `Violation` where it leaves something that must never be. */
  readonly commit: (table: TableName, partition: string, ops: readonly Op[]) => void;
  readonly alerts: FollowedAlerts;
  readonly pools: FollowedPools;
  readonly events: FollowedEvents;
  readonly deliveries: FollowedDeliveries;
  readonly endpoints: FollowedEndpoints;
};

type Terms = Omit<DeliveryTerms, "isTold"> & {
  readonly wasGone: (receiver: string) => boolean;
  /** Is told whenever pointers came or went. */
  readonly onPointers: () => void;
};

const DUE = "queue|due";
const PARKED = "queue|parked";

/** Nothing is stored yet. */
export const followTelling = (terms: Terms): Follower => {
  const told = new Map<string, FollowedEvent>();
  const isTold = (id: string): boolean => told.has(id);
  const pools = followPools();
  const alerts = followAlerts(isTold, pools);
  const events = followEvents(told, (id) => alerts.versions.get(id));
  const deliveries = followDeliveries({ ...terms, isTold });
  const endpoints = followEndpoints(terms.step, terms.wasGone);
  const takers: Readonly<Record<string, (tenant: string, op: Op) => void>> = {
    "Sessions a": alerts.put,
    "Sessions g": pools.put,
    "Credentials e": endpoints.put,
    "Notifications e": events.put,
    "Notifications d": deliveries.put,
  };
  return {
    ...{ alerts, pools, events, deliveries, endpoints },
    commit: (table, partition, ops) => {
      const isDue = table === "Notifications" && partition === DUE;
      for (const op of ops)
        if (isDue) deliveries.putPointer(op);
        else if (partition !== PARKED) takers[`${table} ${prefixOf(op)}`]?.(partition, op);
      deliveries.check();
      if (isDue) terms.onPointers();
    },
  };
};

const prefixOf = ({ rowKey }: Op): string => (rowKey[1] === "|" ? rowKey.slice(0, 1) : "");
