import type { PlantedBug } from "../planted-bug.ts";

const ALERTS = "shared/application/alerts.ts";
const ANNOUNCE = "shared/application/notifications/announce.ts";
const QUEUE_HANDLER = "functions/queue-handler.ts";
const SHORTFALL = "shared/domain/shortfall.ts";

/** Mistakes in raising alerts, in announcing them, and in taking the messages that ask for either. */
export const ALERT_BUGS: readonly PlantedBug[] = [
  {
    name: "raises-alerts-without-if-match",
    seedsMax: 400,
    patches: [
      {
        file: ALERTS,
        search: `putOp(alertKey(to), alertToCells(to), found?.etag)`,
        replacement: `putOp(alertKey(to), alertToCells(to), found && "*")`,
      },
    ],
  },
  {
    name: "marks-alerts-as-told-first",
    seedsMax: 20,
    patches: [
      {
        file: ANNOUNCE,
        search: `const pointers = await writeEvent(`,
        replacement: `await untilSettled(ports, () => trySent(ports, tenant, alert));
    const pointers = await writeEvent(`,
      },
    ],
  },
  {
    name: "tells-its-own-alert-and-not-the-one-that-stands",
    seedsMax: 200,
    patches: [
      { file: ALERTS, search: `return { settled: found?.alert };`, replacement: `return { settled: to };` },
    ],
  },
  {
    name: "recovers-without-a-larger-pool",
    seedsMax: 200,
    patches: [{ file: SHORTFALL, search: `granted > known.pool`, replacement: `granted >= 0` }],
  },
  {
    name: "event-id-with-the-time-of-the-announcement",
    seedsMax: 20,
    patches: [
      {
        file: ANNOUNCE,
        search: `JSON.stringify([tenant, period, name, generation, state])`,
        replacement: `JSON.stringify([tenant, period, name, generation, state, performance.now()])`,
      },
    ],
  },
  {
    name: "pointers-after-the-event",
    seedsMax: 20,
    patches: [
      {
        file: ANNOUNCE,
        search: `await Promise.all(pointers.map((pointer) => putPointer(ports, pointer)));
    return { outcome: await ports.store.transact("Notifications", tenant, ops), value: true };`,
        replacement: `const outcome = await ports.store.transact("Notifications", tenant, ops);
    await Promise.all(pointers.map((pointer) => putPointer(ports, pointer)));
    return { outcome, value: true };`,
      },
    ],
  },
  {
    name: "throws-poison-for-ever",
    seedsMax: 20,
    patches: [
      {
        file: QUEUE_HANDLER,
        search: `if (!parsed.success) return await park("malformed");`,
        replacement: `if (!parsed.success) throw parsed.error;`,
      },
    ],
  },
  {
    name: "parks-good-messages-in-an-outage",
    seedsMax: 200,
    patches: [{ file: QUEUE_HANDLER, search: `fault instanceof StoreUnavailable || `, replacement: `` }],
  },
];
