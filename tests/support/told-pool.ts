import type { Pointer } from "../../shared/application/notifications/pointers.ts";
import type { TableStore } from "../../shared/application/ports.ts";
import { type EndpointId, endpointId } from "../../shared/domain/ids.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { newWorld } from "./memory-app.ts";
import { tellingParts } from "./telling-parts.ts";
import { given, month, tenant } from "./values.ts";

const ACME = tenant("acme");

/** The endpoint id that a text spells. */
export const endpointNamed = (text: string): EndpointId => given(endpointId(text));

/** Tenant `acme` with a pool of 50 sessions and the webhooks `ops` and `other`, and what evaluates and delivers. */
export const toldPool = async (store: TableStore = memoryTable()) => {
  const world = newWorld(store);
  const parts = tellingParts(world);
  const { timers, sending } = world;
  const put = (id: string, events?: readonly ("pool.exhausted" | "pool.recovered")[]) => {
    const address = { kind: "webhook", url: `https://${id}.example` } as const;
    const input = { address, ...(events && { events }) };
    return timers.settle(parts.endpoints.put(ACME, endpointNamed(id), input));
  };
  await parts.makeTenant();
  await parts.grant("g1", 1);
  await put("ops");
  await put("other");
  const rowsOf = (prefix: string, partition: string = ACME) =>
    store.query("Notifications", partition, prefix, `${prefix}~`, 1000);
  return {
    ...parts,
    ...world,
    put,
    /** Checks the pool of 2026-11, and gives what is due then. */
    check: async (period = "2026-11"): Promise<readonly Pointer[]> =>
      given(await timers.settle(parts.evaluateShortfall(ACME, month(period)))),
    send: (pointer: Pointer) => timers.settle(parts.deliver(pointer)),
    sendAll: (pointers: readonly Pointer[]) =>
      timers.settle(Promise.all(pointers.map((pointer) => parts.deliver(pointer)))),
    sweepOnce: () => timers.settle(parts.sweep()),
    events: () => rowsOf("e|"),
    deliveries: () => rowsOf("d|"),
    pointers: async () => (await rowsOf("", "queue|due")).map(({ rowKey }) => rowKey),
    alerts: async (period?: string) =>
      given(await parts.readAlerts(ACME, period === undefined ? undefined : month(period))),
    /** What was sent, as `host type`, in order. */
    told: () =>
      sending.sent.map(({ target, body }) => {
        const host = "url" in target ? new URL(target.url).hostname.replace(".example", "") : target.kind;
        return `${host} ${body.type}`;
      }),
  };
};
export type ToldPool = Awaited<ReturnType<typeof toldPool>>;
