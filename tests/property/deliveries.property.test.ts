import fc from "fast-check";
import { expect, test } from "vitest";
import type { Pointer } from "../../shared/application/notifications/pointers.ts";
import type { SendResult } from "../../shared/application/notifications/sending.ts";
import { StoreUnavailable } from "../../shared/application/ports.ts";
import { deliveryFromStored } from "../../shared/application/rows/delivery-row.ts";
import { ATTEMPTS_MAX } from "../../shared/domain/delivery.ts";
import { type Instant, plusMs, toIso } from "../../shared/domain/period.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { breakableTable, type Mode } from "../support/breakable-table.ts";
import { newWorld } from "../support/memory-app.ts";
import { tellingParts } from "../support/telling-parts.ts";
import { endpointNamed } from "../support/told-pool.ts";
import { at, given, tenant } from "../support/values.ts";

const ACME = tenant("acme");
const OPS = endpointNamed("ops");
const MINUTE = 60_000;
// An endpoint is then not disabled before the end.
const DAYS_MAX = 4;

/** What happens next; of messages: each of them comes so often, all at the same time, by one process or two. */
type Step =
  | { readonly step: "event" }
  | { readonly step: "pass"; readonly minutes: number }
  | { readonly step: "receiver"; readonly answers: SendResult }
  | { readonly step: "store"; readonly is: Mode }
  | { readonly step: "sweep"; readonly by: 1 | 2 }
  | { readonly step: "messages"; readonly copies: 0 | 1 | 2 | 3 };

const someStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ step: "event" } as const) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(1, 1, 2, 7, 40, 400).map((minutes) => ({ step: "pass", minutes }) as const),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom<SendResult>(
        { outcome: "delivered", status: 204 },
        { outcome: "failed", reason: "timeout" },
        { outcome: "failed", status: 500, reason: "status 500" },
        { outcome: "failed", status: 429, reason: "status 429", retryAfterMs: 5 * MINUTE },
        { outcome: "gone", status: 410 },
      )
      .map((answers) => ({ step: "receiver", answers }) as const),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<Mode>("up", "up", "lost", "refusing", "down")
      .map((is) => ({ step: "store", is }) as const),
  },
  { weight: 4, arbitrary: fc.constantFrom<1 | 2>(1, 2).map((by) => ({ step: "sweep", by }) as const) },
  {
    weight: 6,
    arbitrary: fc
      .constantFrom<0 | 1 | 2 | 3>(0, 1, 1, 1, 2, 3)
      .map((copies) => ({ step: "messages", copies }) as const),
  },
);

/** Two processes that deliver to one endpoint, a store that can break, and a receiver that watches its rights. */
const installation = async () => {
  const store = breakableTable(memoryTable());
  const world = newWorld(store);
  let [now, mode]: [Instant, Mode] = [at("2026-11-02T09:00:00.000Z"), "up"];
  let answers: SendResult = { outcome: "delivered", status: 204 };
  const sent = new Map<string, { body: string; from: number; result: SendResult }>();
  const send = async (_: unknown, { id, at: made, body }: { id: string; at: Instant; body: unknown }) => {
    const before = sent.get(id);
    expect(made).toBeGreaterThanOrEqual(before?.from ?? 0);
    expect(before?.body ?? JSON.stringify(body)).toBe(JSON.stringify(body));
    // What cannot be stored cannot be kept to, but for the booking that was made before.
    const retryAfterMs = (mode === "up" && "retryAfterMs" in answers && answers.retryAfterMs) || 0;
    const isOver = mode === "up" && answers.outcome !== "failed";
    const from = isOver ? Number.POSITIVE_INFINITY : made + Math.max(MINUTE, retryAfterMs);
    sent.set(id, { body: JSON.stringify(body), from, result: answers });
    return answers;
  };
  const clock = { now: async () => now, set: () => {} };
  const running = { ...world, clock, sending: { ...world.sending, send } };
  const processes = [tellingParts(running, 1), tellingParts(running, 2)] as const;
  const [first] = processes;
  await first.makeTenant();
  await world.timers.settle(
    first.endpoints.put(ACME, OPS, { address: { kind: "webhook", url: "https://ops.example" } }),
  );

  let waiting: Pointer[] = [];
  /** What a broken store does to a process: it fails, and nobody minds. */
  const trying = async <Value>(work: () => Promise<Value>): Promise<Value | undefined> => {
    try {
      return await world.timers.settle(work());
    } catch (fault) {
      expect(fault).toBeInstanceOf(StoreUnavailable);
      return undefined;
    }
  };
  const handle = async (copies: number): Promise<void> => {
    const messages = waiting.flatMap((pointer) => Array<Pointer>(copies).fill(pointer));
    waiting = [];
    await trying(async () => {
      const all = messages.map((pointer, index) => given(processes[index % 2]).deliver(pointer));
      for (const one of await Promise.allSettled(all)) if (one.status === "rejected") throw one.reason;
    });
  };
  const run = async (step: Step): Promise<void> => {
    switch (step.step) {
      case "event":
        waiting.push(...((await trying(() => first.ping(ACME, OPS)))?.due ?? []));
        return;
      case "pass":
        now = plusMs(now, step.minutes * MINUTE);
        return;
      case "receiver":
        answers = step.answers;
        return;
      case "store":
        mode = step.is;
        store.be(mode);
        return;
      case "sweep": {
        const swept = await trying(() =>
          Promise.all(processes.slice(0, step.by).map((parts) => parts.sweep())),
        );
        waiting.push(...(swept ?? []).flat());
        return;
      }
      case "messages":
        return await handle(step.copies);
    }
  };
  const pointers = () => store.query("Notifications", "queue|due", "", "~", 1000);
  const deliveries = async () => {
    const rows = await store.query("Notifications", ACME, "d|", "d|~", 1000);
    return rows.map((row) => ({
      id: given(row.rowKey.split("|").at(-1)),
      ...deliveryFromStored(row).delivery,
    }));
  };
  const passTo = (then: Instant): void => {
    now = then;
  };
  return { run, sent, pointers, deliveries, passTo, now: () => now };
};

type Installation = Awaited<ReturnType<typeof installation>>;

/** All is well from now on: what is due is found, and sent once. */
const untilNothingIsLeft = async ({ run, pointers, passTo, now }: Installation): Promise<void> => {
  await run({ step: "store", is: "up" });
  await run({ step: "receiver", answers: { outcome: "delivered", status: 204 } });
  for (let rounds = 0; (await pointers()).length > 0; rounds++) {
    expect(rounds).toBeLessThan(200);
    const dueAt = at(given((await pointers())[0]).rowKey.split("|")[0] ?? "");
    // No less than this, or the pointers of what was never written would take their day in steps of two minutes.
    passTo(plusMs(now(), Math.max(0, dueAt - now()) + 20 * MINUTE));
    await run({ step: "sweep", by: 1 });
    await run({ step: "messages", copies: 1 });
  }
};

test("every event is delivered or parked in the end, whatever fails, is lost or comes twice", async () => {
  let delivered = 0;
  let parked = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(someStep, { maxLength: 120, size: "max" }), async (steps) => {
      const world = await installation();
      const begin = world.now();
      for (const step of steps)
        if (step.step !== "pass" || world.now() < begin + DAYS_MAX * 24 * 60 * MINUTE) await world.run(step);
      await untilNothingIsLeft(world);
      for (const delivery of await world.deliveries()) {
        const last = world.sent.get(delivery.id);
        expect(delivery.attempts).toBeLessThanOrEqual(ATTEMPTS_MAX);
        expect(delivery.state, toIso(world.now())).not.toBe("pending");
        if (delivery.state === "delivered") expect(last?.result.outcome).toBe("delivered");
        if (delivery.state === "delivered") delivered += 1;
        else parked += 1;
      }
    }),
    { numRuns: 150 },
  );
  expect(delivered).toBeGreaterThan(50);
  expect(parked).toBeGreaterThan(3);
});
