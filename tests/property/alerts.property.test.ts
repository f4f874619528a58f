import fc from "fast-check";
import { expect, test } from "vitest";
import { StoreUnavailable } from "../../shared/application/ports.ts";
import type { EventContent } from "../../shared/domain/event.ts";
import { toIso } from "../../shared/domain/period.ts";
import { type AlertModel, alertModel, stateByRule, type Told } from "../support/alert-model.ts";
import type { Mode } from "../support/breakable-table.ts";
import { deliverAll, type TwoProcesses, twoProcesses } from "../support/two-processes.ts";
import { given, month, tenant } from "../support/values.ts";

const ACME = tenant("acme");
const NOVEMBER = month("2026-11");
const DAY_MS = 86_400_000;
const HOURS_MS = 3 * 3_600_000;

/** What the pool is, as far as the commands have made it. */
type Model = {
  used: number;
  day: number;
  grants: Map<string, { quantity: number; isEnded: boolean }>;
  alerts: AlertModel;
  told: Told[];
};

const alertOf = ({ type, data }: EventContent): string =>
  type === "pool.recovered" ? data.alert : type.slice("pool.".length);

/** What the receiver was told so far; the generation of each is how many of its type and alert came by then. */
const toldBy = ({ world }: TwoProcesses) => {
  const times = new Map<string, number>();
  return world.sending.sent.map(({ body }) => {
    const [type, alert] = [body.type, alertOf(body)];
    const generation = (times.get(`${type} ${alert}`) ?? 0) + 1;
    times.set(`${type} ${alert}`, generation);
    return { type, alert, generation };
  });
};

const spelled = (told: readonly { type: string; alert: string; generation: number }[]): readonly string[] =>
  told.map(({ type, alert, generation }) => `${type} ${alert} ${generation}`).sort();

/** Every event under an id of its own, each told in one attempt, and as many as there must be. */
const expectTold = (model: Model, real: TwoProcesses): void => {
  const ids = real.world.sending.sent.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(spelled(toldBy(real))).toEqual(spelled(model.told));
};

const command = (
  name: string,
  check: (model: Model) => boolean,
  run: (model: Model, real: TwoProcesses) => Promise<void>,
): fc.AsyncCommand<Model, TwoProcesses> => ({ check, run, toString: () => name });

const count = (sessions: number) =>
  command(
    `count ${sessions}`,
    () => true,
    async (model, { processes }) => {
      model.used += sessions;
      await processes[0].count(sessions);
    },
  );

const grant = (name: string, quantity: number) =>
  command(
    `grant ${name} x${quantity}`,
    ({ grants }) => !grants.has(name),
    async ({ grants }, { processes }) => {
      grants.set(name, { quantity, isEnded: false });
      await processes[1].grant(name, quantity);
    },
  );

const endGrant = (name: string) =>
  command(
    `end ${name}`,
    ({ grants }) => grants.get(name)?.isEnded === false,
    async ({ grants }, { processes }) => {
      const known = given(grants.get(name));
      known.isEnded = true;
      await processes[1].grant(name, known.quantity, "2026-11");
    },
  );

const passDays = (days: number) =>
  command(
    `pass ${days} days`,
    ({ day }) => day + days <= 28,
    async (model, { pass }) => {
      model.day += days;
      pass(days * DAY_MS);
    },
  );

const grantedIn = ({ grants }: Model): number =>
  [...grants.values()].reduce((sum, { quantity, isEnded }) => sum + (isEnded ? 0 : quantity * 50), 0);

/** Checks the pool; each of `by` at the same time, by process 0 or 1. */
const checkPool = (by: readonly (0 | 1)[], mode: Mode) =>
  command(
    `check by ${by.join(" and ")}, store ${mode}`,
    () => true,
    async (model, real) => {
      const { world, store, processes } = real;
      const found = given(await world.timers.settle(processes[0].readBalance(ACME)));
      expect(found).toMatchObject({ granted: grantedIn(model), used: model.used });
      const { granted, used, state } = found;
      expect(state).toBe(stateByRule(granted, used, found.decidedBy.expected ?? 0));
      store.be(mode);
      const work = Promise.allSettled(by.map((index) => processes[index].evaluateShortfall(ACME, NOVEMBER)));
      const done = await world.timers.settle(work);
      store.be("up");
      for (const one of done)
        if (one.status === "rejected") expect(one.reason).toBeInstanceOf(StoreUnavailable);
      if (mode === "up" || mode === "lost") model.told.push(...model.alerts.check(state, granted));
      const due = done.flatMap((one) => (one.status === "fulfilled" ? given(one.value) : []));
      await deliverAll(real, due);
      expectTold(model, real);
      const alerts = await world.timers.settle(processes[1].readAlerts(ACME, NOVEMBER));
      const active = given(alerts).filter((alert) => alert.state === "active");
      expect(active.map(({ name }) => name).sort()).toEqual([...model.alerts.active()].sort());
      expect(given(alerts).every(({ isSent }) => isSent)).toBe(true);
    },
  );

const someName = fc.constantFrom(...Array.from({ length: 9 }, (_, n) => `g${n}`));
const someCheck = fc
  .tuple(
    fc.constantFrom<readonly (0 | 1)[]>([0], [1], [0, 0], [0, 1], [1, 0, 1]),
    fc.constantFrom<Mode>("up", "up", "up", "lost", "refusing", "down"),
  )
  .map(([by, mode]) => checkPool(by, mode));
const commands = [
  fc.constantFrom(1, 9, 10, 40, 50).map(count),
  fc.tuple(someName, fc.integer({ min: 1, max: 3 })).map(([name, quantity]) => grant(name, quantity)),
  someName.map(endGrant),
  fc.integer({ min: 1, max: 5 }).map(passDays),
  someCheck,
  someCheck,
];

test("each state of a pool is told once a generation, whoever checks and whatever answers are lost", async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 80, size: "max" }), async (cmds) => {
      const real = await twoProcesses();
      const model = { used: 0, day: 1, grants: new Map(), alerts: alertModel(), told: [] };
      await fc.asyncModelRun(() => ({ model, real }), cmds);
      for (const { type, generation } of toldBy(real)) seen.add(`${type} ${generation}`);
    }),
    { numRuns: 300 },
  );
  // Or the runs would show less than they claim.
  expect([...seen]).toEqual(
    expect.arrayContaining(["pool.exhausted 2", "pool.warning 1", "pool.forecast 1", "pool.recovered 2"]),
  );
});

test("a pool that stays as it is is told of once, however long and often it is checked", async () => {
  const real = await twoProcesses();
  const [first, second] = real.processes;
  await first.grant("g1", 1);
  await first.count(50);
  for (let checks = 0; checks < 100; checks++) {
    real.pass(HOURS_MS);
    const due = await real.world.timers.settle(
      (checks % 2 ? first : second).evaluateShortfall(ACME, NOVEMBER),
    );
    await deliverAll(real, given(due));
  }
  expect(spelled(toldBy(real))).toEqual(["pool.exhausted exhausted 1"]);
  expect(toIso(await real.world.clock.now()) > "2026-11-13").toBe(true);
});
