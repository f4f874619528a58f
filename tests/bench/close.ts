import { grantId, type TenantId } from "../../shared/domain/ids.ts";
import { endOf, type Instant, plusMonths, plusMs, startOf } from "../../shared/domain/period.ts";
import { required } from "../simulation/required.ts";
import { drive } from "./drive.ts";
import type { Benchmark } from "./measurement.ts";
import { createMeter, type Meter } from "./meter.ts";
import { countingRequests, totalOf } from "./requests.ts";
import { quantileOf } from "./statistics.ts";
import { withAzurite } from "./with-azurite.ts";
import { PERIOD } from "./workload.ts";

const TENANTS = 1_000;
const IN_FLIGHT = 16;
const GRACE_MS = 72 * 60 * 60 * 1000;

/** What a run of the month-end reset costs, and what it does to those who ask for a balance meanwhile. */
export const closeBenchmark: Benchmark = {
  name: "close",
  run: () =>
    withAzurite(async ({ connectionString }) => {
      let now = startOf(PERIOD);
      const meter = createMeter(connectionString, () => now);
      const asked = await newTenants(meter);
      now = dueOf(0);
      const first = await countingRequests(() => close(meter, TENANTS));
      const idle = await countingRequests(() => close(meter, 0));
      const alone = await latencyUntil(meter, asked, pause());
      now = dueOf(1);
      const beside = await latencyUntil(meter, asked, close(meter, TENANTS));
      const each = (requests: number): readonly number[] => [requests / TENANTS];
      return [
        { name: `close: ${TENANTS} tenants`, unit: "tenants/s", ours: [TENANTS / first.value.seconds] },
        { name: "close: storage requests, of a month", unit: "each", ours: each(totalOf(first.requests)) },
        { name: "close: storage requests, nothing due", unit: "each", ours: each(totalOf(idle.requests)) },
        {
          name: "balance while a close runs, p50, against alone",
          unit: "ms",
          ours: [quantileOf(beside, 0.5)],
          other: [quantileOf(alone, 0.5)],
        },
      ];
    }),
};

/** Moment from which the month `months` after the first is due. */
const dueOf = (months: number): Instant => plusMs(endOf(plusMonths(PERIOD, months)), GRACE_MS);

/** Tenants with sessions and a grant; one of them is given. */
const newTenants = async (meter: Meter): Promise<TenantId> => {
  const made: TenantId[] = [];
  await drive(Array.from({ length: TENANTS }), IN_FLIGHT, async () => {
    const tenant = await meter.newTenant();
    const grant = { grantId: required(grantId("chat")), kind: "chat", quantity: 1, from: PERIOD } as const;
    await meter.putGrant(tenant, grant);
    made.push(tenant);
  });
  return required(made[0]);
};

/** One run, or more where the storage hung up on one: together they must close `expected` months. */
const close = async (meter: Meter, expected: number): Promise<{ readonly seconds: number }> => {
  const startedAt = performance.now();
  let closed = 0;
  for (let failed = 1; failed > 0; ) {
    const run = await meter.closeDuePeriods({ onClosed: () => undefined, onFailed: () => undefined });
    if (run.failed > 0 && run.closed === 0) throw new Error(`${run.failed} tenants failed.`);
    closed += run.closed;
    failed = run.failed;
  }
  if (closed !== expected) throw new Error(`${closed} months were closed, not ${expected}.`);
  return { seconds: (performance.now() - startedAt) / 1000 };
};

/** How long each of the balances took that one client asked for, one after the other, while `work` went on. */
const latencyUntil = async (
  { balance }: Meter,
  tenant: TenantId,
  work: Promise<unknown>,
): Promise<readonly number[]> => {
  const latenciesMs: number[] = [];
  let isOver = false;
  const ended = work.finally(() => {
    isOver = true;
  });
  // Its fault is thrown below, once the balance that is asked for meanwhile has come.
  ended.catch(() => undefined);
  while (!isOver) {
    const startedAt = performance.now();
    await balance(tenant);
    latenciesMs.push(performance.now() - startedAt);
  }
  await ended;
  return latenciesMs;
};

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5_000));
