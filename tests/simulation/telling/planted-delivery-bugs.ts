import type { PlantedBug } from "../planted-bug.ts";

const NOTIFICATIONS = "shared/application/notifications";
const DELIVER = `${NOTIFICATIONS}/deliver.ts`;
const POINTERS = `${NOTIFICATIONS}/pointers.ts`;
const SEND_BOOKED = `${NOTIFICATIONS}/send-booked.ts`;
const DELIVERY = "shared/domain/delivery.ts";

/** Mistakes in booking attempts, in sending them, and in the pointers that a sweep finds them by. */
export const DELIVERY_BUGS: readonly PlantedBug[] = [
  {
    name: "pointer-after-the-booking",
    seedsMax: 20,
    patches: [
      {
        file: DELIVER,
        search: `await putPointer(ports, nextPointer);
  const stored = await changeDelivery(ports, pointer, found, next);`,
        replacement: `const stored = await changeDelivery(ports, pointer, found, next);
  await putPointer(ports, nextPointer);`,
      },
    ],
  },
  {
    name: "counts-attempts-after-sending",
    seedsMax: 20,
    patches: [
      {
        file: DELIVER,
        search: `const stored = await changeDelivery(ports, pointer, found, next);`,
        replacement: `const stored = found;`,
      },
    ],
  },
  {
    name: "removes-its-pointer-before-booking",
    seedsMax: 20,
    patches: [
      {
        file: DELIVER,
        search: `await putPointer(ports, nextPointer);`,
        replacement: `await removePointer(ports, pointer);
  await putPointer(ports, nextPointer);`,
      },
    ],
  },
  {
    // The timer's output is then all that there is of it.
    name: "sweep-takes-pointers-away",
    seedsMax: 20,
    patches: [
      {
        file: POINTERS,
        search: `{ op: "create", rowKey: keyOf({ ...pointer, dueAt }), cells: cellsOf(pointer) },`,
        replacement: ``,
      },
    ],
  },
  {
    name: "takes-away-pointers-whose-row-is-missing",
    seedsMax: 1_000,
    patches: [
      {
        file: DELIVER,
        search: `return now > plusMs(pointer.bookedAt, ORPHAN_MS);`,
        replacement: `return true;`,
      },
    ],
  },
  {
    name: "books-without-if-match",
    seedsMax: 200,
    patches: [
      {
        file: "shared/application/rows/delivery-row.ts",
        search: `deliveryToCells(to, mark), from?.etag)`,
        replacement: `deliveryToCells(to, mark), from && "*")`,
      },
    ],
  },
  {
    name: "books-sooner-than-an-attempt-may-last",
    seedsMax: 20,
    patches: [{ file: DELIVERY, search: `Math.max(BOOKED_MS_MIN, delayMs)`, replacement: `delayMs` }],
  },
  {
    name: "never-runs-out-of-attempts",
    seedsMax: 200,
    patches: [
      {
        file: DELIVERY,
        search: `if (delivery.attempts >= ATTEMPTS_MAX) return`,
        replacement: `if (false) return`,
      },
      { file: DELIVER, search: `if (attempts >= ATTEMPTS_MAX) return`, replacement: `if (false) return` },
    ],
  },
  {
    name: "webhook-id-with-the-time-of-the-attempt",
    seedsMax: 20,
    patches: [
      { file: SEND_BOOKED, search: `id: event.id, at, body`, replacement: `id: event.id + at, at, body` },
    ],
  },
  {
    name: "sends-to-disabled-endpoints",
    seedsMax: 200,
    patches: [
      {
        file: DELIVER,
        search: `return found.disabled ? "endpoint-disabled" : undefined;`,
        replacement: `return undefined;`,
      },
    ],
  },
  {
    name: "retries-later-without-a-pointer",
    seedsMax: 200,
    patches: [
      {
        file: SEND_BOOKED,
        search: `await putPointer(ports, { ...pointer, dueAt: after.nextAttemptAt });`,
        replacement: `await removePointer(ports, pointer);`,
      },
    ],
  },
];
