import { describe, expect, it } from "vitest";
import type { Log } from "../../infra/local/log.ts";
import { withRetries } from "../../infra/local/retry-policy.ts";
import { createTimer, type TimerInfo } from "../../infra/local/timer.ts";
import type { TimerClock } from "../../infra/local/timer-clock.ts";
import { parseSchedule } from "../../infra/local/timer-schedule.ts";
import type { StatusStore, TimerStatus } from "../../infra/local/timer-status.ts";
import { virtualTimers } from "../support/virtual-timers.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const log: Log = { user: () => {}, system: () => {}, isVerbose: false };

/** What outlives a host: its storage, and the time of day. */
const world = (start: string) => {
  const timers = virtualTimers();
  const zero = Date.parse(start) - timers.monotonicMs();
  const waits: number[] = [];
  const clock: TimerClock = {
    now: () => zero + timers.monotonicMs(),
    after: (delayMs, task) => {
      waits.push(delayMs);
      return timers.after(delayMs, task);
    },
  };
  const rows = new Map<string, TimerStatus>();
  const statuses: StatusStore = {
    read: async (name) => rows.get(name),
    write: async (name, status) => void rows.set(name, status),
  };
  return { clock, timers, waits, rows, statuses, row: () => rows.get("close") };
};
type World = ReturnType<typeof world>;
type HostOptions = {
  readonly schedule?: string;
  readonly isMonitored?: boolean;
  /** Takes the place of a function that ends at once. */
  readonly handler?: () => Promise<unknown>;
  readonly statuses?: StatusStore;
};

/** Lets all go on that waits for no timer. */
const settled = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

/** One life of a host with one timer in that world. After `stop` nothing that it waits for matters any more. */
const host = async ({ clock, timers, ...rest }: World, options: HostOptions = {}) => {
  const { schedule = "0 0 0 1 * *", isMonitored = true, handler, statuses = rest.statuses } = options;
  const runs: { readonly at: string; readonly info: TimerInfo }[] = [];
  const stopping = new AbortController();
  const timer = createTimer({
    name: "close",
    schedule: parseSchedule(schedule),
    isMonitored,
    clock,
    statuses,
    log,
    run: (info, _, signal) =>
      withRetries(undefined, clock, signal, async () => {
        runs.push({ at: new Date(clock.now()).toISOString(), info });
        await handler?.();
      }),
  });
  const kept = timer.keep(stopping.signal);
  await settled();
  return {
    runs,
    timer,
    signal: stopping.signal,
    stop: () => stopping.abort(),
    stopped: async () => {
      stopping.abort();
      await kept;
    },
    seen: () => runs.map(({ at, info }) => [at, info.IsPastDue]),
  };
};

describe("a timer", () => {
  it("runs at its times, and is told of the last and of this one", async () => {
    const here = world("2026-11-25T10:20:30.000Z");
    const { runs, seen } = await host(here, { schedule: "0 0 * * * *" });
    await here.timers.pass(120 * MINUTE);

    expect(seen()).toEqual([
      ["2026-11-25T11:00:00.000Z", false],
      ["2026-11-25T12:00:00.000Z", false],
    ]);
    expect(runs.map(({ info }) => info.ScheduleStatus)).toMatchObject([
      { Last: "0001-01-01T00:00:00Z", Next: "2026-11-25T11:00:00.000Z" },
      { Last: "2026-11-25T11:00:00.000Z", Next: "2026-11-25T12:00:00.000Z" },
    ]);
    expect(runs[0]?.info.Schedule).toEqual({ AdjustForDST: true });
  });

  it("waits months without setting a timer that overflows", async () => {
    const here = world("2026-11-01T00:00:00.000Z");
    const { seen } = await host(here, { schedule: "0 0 0 1 FEB *" });
    await here.timers.pass(91 * DAY);
    expect(seen()).toEqual([]);
    await here.timers.pass(DAY);

    expect(seen()).toEqual([["2027-02-01T00:00:00.000Z", false]]);
    expect(here.waits.reduce((a, b) => Math.max(a, b))).toBeLessThan(2 ** 31);
  });

  it("runs one at a time, and makes up for none that came due meanwhile", async () => {
    const here = world("2026-11-25T10:59:00.000Z");
    let running = 0;
    let most = 0;
    const handler = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => here.timers.after(150 * MINUTE, resolve));
      running--;
    };
    const { seen, timer, signal } = await host(here, { schedule: "0 0 * * * *", handler });
    await here.timers.pass(2 * MINUTE);
    const manual = timer.runNow(signal);
    await here.timers.pass(400 * MINUTE);
    await manual;

    expect(most).toBe(1);
    // 11:00 by the clock, then by hand at 13:30, and 14:00 had to wait for that.
    expect(seen().map(([at]) => at)).toEqual([
      "2026-11-25T11:00:00.000Z",
      "2026-11-25T13:30:00.000Z",
      "2026-11-25T16:00:00.000Z",
    ]);
  });

  it("is told its status when it is run by hand, and keeps it", async () => {
    const here = world("2026-11-25T10:00:00.000Z");
    const { runs, timer, signal } = await host(here);
    const before = here.row();
    await timer.runNow(signal);

    expect(runs).toMatchObject([{ info: { IsPastDue: false, ScheduleStatus: before } }]);
    expect(here.row()).toEqual(before);
  });

  it("without a monitor has no status and leaves none", async () => {
    const here = world("2026-11-25T10:00:00.000Z");
    const { runs } = await host(here, { schedule: "* * * * * *", isMonitored: false });
    await here.timers.pass(2_000);

    expect(runs.map(({ info }) => info.ScheduleStatus)).toEqual([null, null]);
    expect(here.row()).toBeUndefined();
  });

  it("does not end before the run in hand when it is stopped, and begins none after", async () => {
    const here = world("2026-11-30T23:59:00.000Z");
    const gate = Promise.withResolvers<void>();
    const { stopped, seen } = await host(here, { handler: () => gate.promise });
    await here.timers.pass(MINUTE);
    const end = stopped();
    await here.timers.pass(MINUTE);
    expect(await Promise.race([end.then(() => "stopped"), settled()])).toBeUndefined();
    gate.resolve();
    await end;
    await here.timers.pass(62 * DAY);

    expect(seen()).toHaveLength(1);
    expect(here.row()?.Last).toBe("2026-12-01T00:00:00.000Z");
  });
});

describe("after a restart", () => {
  it("a run missed over a month's end, however often, is made up for once", async () => {
    const here = world("2026-10-20T00:00:00.000Z");
    await (await host(here)).stopped();
    await here.timers.pass(45 * DAY);
    const second = await host(here);
    await here.timers.pass(DAY);

    expect(second.seen()).toEqual([["2026-12-04T00:00:00.000Z", true]]);
    expect(second.runs[0]?.info.ScheduleStatus).toMatchObject({ Next: "2026-11-01T00:00:00.000Z" });
    await second.stopped();
    const third = await host(here);
    await here.timers.pass(DAY);
    expect(third.seen()).toEqual([]);
    await here.timers.pass(30 * DAY);
    expect(third.seen()).toEqual([["2027-01-01T00:00:00.000Z", false]]);
  });

  it("a first start makes up for nothing", async () => {
    const here = world("2026-11-30T23:58:00.000Z");
    const { seen } = await host(here);
    await here.timers.pass(MINUTE);
    expect(seen()).toEqual([]);
    await here.timers.pass(MINUTE);

    expect(seen()).toEqual([["2026-12-01T00:00:00.000Z", false]]);
  });

  it("nothing is made up for on another schedule than before", async () => {
    const here = world("2026-10-20T00:00:00.000Z");
    await (await host(here)).stopped();
    await here.timers.pass(45 * DAY);
    const { seen } = await host(here, { schedule: "0 0 0 2 * *" });

    expect(seen()).toEqual([]);
    expect(here.row()).toEqual({
      Last: "0001-01-01T00:00:00Z",
      Next: "2027-01-02T00:00:00.000Z",
      LastUpdated: "2026-12-04T00:00:00.000Z",
    });
  });

  it("a run that failed is not made again", async () => {
    const here = world("2026-11-30T23:59:00.000Z");
    const first = await host(here, { handler: () => Promise.reject(new Error("failure")) });
    await here.timers.pass(MINUTE);
    expect(first.seen()).toHaveLength(1);
    await first.stopped();
    const second = await host(here);
    await here.timers.pass(DAY);

    expect(second.seen()).toEqual([]);
    expect(here.row()?.Next).toBe("2027-01-01T00:00:00.000Z");
  });

  it("a run that its host did not survive is made again, past due", async () => {
    const here = world("2026-11-30T23:59:00.000Z");
    const first = await host(here, { handler: () => new Promise(() => {}) });
    await here.timers.pass(MINUTE);
    expect(first.seen()).toHaveLength(1);
    first.stop();
    const second = await host(here);

    expect(second.seen()).toEqual([["2026-12-01T00:00:00.000Z", true]]);
  });

  it("a missed run is not lost while the storage does not answer", async () => {
    const here = world("2026-10-20T00:00:00.000Z");
    await (await host(here)).stopped();
    await here.timers.pass(45 * DAY);
    let isDown = true;
    const read: StatusStore["read"] = (name) =>
      isDown ? Promise.reject(new Error("down")) : here.statuses.read(name);
    const { seen } = await host(here, { statuses: { ...here.statuses, read } });
    await here.timers.pass(MINUTE);
    expect(seen()).toEqual([]);
    isDown = false;
    await here.timers.pass(MINUTE);

    expect(seen()).toMatchObject([[expect.any(String), true]]);
  });
});
