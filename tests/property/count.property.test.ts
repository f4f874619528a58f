import fc from "fast-check";
import { expect, test } from "vitest";
import type { Reading } from "../../shared/application/adapter.ts";
import type { Recorded } from "../../shared/application/record-invocations.ts";
import type { TenantId } from "../../shared/domain/ids.ts";
import { type Instant, periodOf } from "../../shared/domain/period.ts";
import type { Report } from "../../shared/domain/report.ts";
import type { Row } from "../../shared/domain/row.ts";
import { someBot, someInstant } from "../support/arbitraries.ts";
import { memoryApp, newWorld } from "../support/memory-app.ts";
import { conversationRows, totalsOfLanes, totalsOfRows } from "../support/recount.ts";
import { channelNamed, given, month, tenant } from "../support/values.ts";

const APPS_MAX = 3;

type SomeReport = Report & { readonly at: Instant };
const someReport: fc.Arbitrary<SomeReport> = fc.record(
  {
    conversationId: fc.constantFrom("c1", "c2", "c3", "c4"),
    botId: fc.oneof(someBot, fc.constantFrom("__proto__", "constructor")),
    channel: fc.constantFrom("lcw", "omnichannel", "whatsapp", "telephony").map(channelNamed),
    at: someInstant,
    phase: fc.constantFrom("start", "during", "end"),
    escalated: fc.boolean(),
    role: fc.constantFrom("chatbot", "chatbot", "smart-assist"),
    botKind: fc.constantFrom("bot-framework", "bot-framework", "other"),
    environment: fc.constantFrom("production", "production", "test"),
  },
  {
    requiredKeys: ["conversationId", "botId", "channel", "at", "escalated", "role", "botKind", "environment"],
  },
);

/** The whole rule book, told another way: the month of each conversation's earliest counting invocation. */
const sessionsByMonth = (reports: readonly SomeReport[]): Readonly<Record<string, number>> => {
  const first = new Map<string, string>();
  for (const { conversationId, channel, at, role, botKind, environment } of reports) {
    const isPooled = channel !== "telephony" && role === "chatbot" && botKind === "bot-framework";
    if (!isPooled || environment === "test") continue;
    const period = periodOf(at);
    const name =
      channel === "whatsapp" ? `whatsapp ${conversationId} ${period}` : `omnichannel ${conversationId}`;
    const known = first.get(name);
    if (known === undefined || period < known) first.set(name, period);
  }
  const sessions: Record<string, number> = {};
  for (const period of first.values()) sessions[period] = (sessions[period] ?? 0) + 1;
  return sessions;
};

/** Batches that are sent at the same time, each to a process. */
type Wave = readonly { readonly to: number; readonly reports: readonly SomeReport[] }[];
const everything = fc.array(someReport, { minLength: 1, maxLength: 25 });
const inSomeWay = (reports: readonly SomeReport[]): fc.Arbitrary<readonly Wave[]> =>
  fc
    .tuple(
      fc.shuffledSubarray([...reports], { minLength: reports.length }),
      fc.subarray([...reports]),
      fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 60, maxLength: 60 }),
      fc.array(fc.nat({ max: APPS_MAX - 1 }), { minLength: 60, maxLength: 60 }),
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 60, maxLength: 60 }),
    )
    .map(([shuffled, repeated, sizes, processes, widths]) => {
      const batches = cut([...shuffled, ...repeated], sizes);
      return cut(
        batches.map((batch, index) => ({ to: given(processes[index]), reports: batch })),
        widths,
      );
    });

const cut = <Item>(items: readonly Item[], sizes: readonly number[]): readonly (readonly Item[])[] => {
  const parts: Item[][] = [];
  for (let start = 0; start < items.length; start += given(sizes[parts.length - 1]))
    parts.push(items.slice(start, start + given(sizes[parts.length])));
  return parts;
};

/** Three processes over one table. They are dear to make, so each case has a tenant of its own instead. */
const installation = () => {
  const world = newWorld();
  world.clock.set("2026-12-31T23:59:59.999Z");
  const apps = Array.from({ length: APPS_MAX }, (_, index) => memoryApp(world, { seed: index + 1 }));
  return {
    store: world.store,
    makeTenant: async (id: TenantId): Promise<void> => {
      const put = given(apps[0]).app.tenants.put(id, { name: "Any", since: month("2026-01") });
      await world.timers.settle(put);
    },
    send: async (id: TenantId, waves: readonly Wave[]): Promise<readonly Recorded[]> => {
      const answers: Recorded[] = [];
      for (const wave of waves) {
        const sent = wave.map(({ to, reports }) =>
          given(apps[to]).app.recordInvocations(
            id,
            reports.map((report): Reading => ({ reading: "invocation", report })),
          ),
        );
        for (const outcome of (await world.timers.settle(Promise.all(sent))).flatMap(
          (all) => given(all).outcomes,
        ))
          if (outcome.ok && outcome.value.decision !== "ignored") answers.push(outcome.value);
      }
      return answers;
    },
  };
};

let tenants = 0;
const newTenant = (): TenantId => tenant(`tenant-${++tenants}`);

const countedByMonth = (rows: readonly Row[]): Readonly<Record<string, number>> => {
  const sessions: Record<string, number> = {};
  for (const { kind, period } of rows) if (kind === "counted") sessions[period] = (sessions[period] ?? 0) + 1;
  return sessions;
};

test("any order, repetition and split over processes and batches counts what the rules say, and once", async () => {
  const { store, makeTenant, send } = installation();
  const cases = everything.chain((reports) => fc.tuple(fc.constant(reports), inSomeWay(reports)));
  await fc.assert(
    fc.asyncProperty(cases, async ([reports, waves]) => {
      const id = newTenant();
      await makeTenant(id);
      const answers = await send(id, waves);
      const rows = await conversationRows(store, id);
      expect(countedByMonth(rows)).toEqual(sessionsByMonth(reports));
      expect(await totalsOfLanes(store, id)).toEqual(totalsOfRows(rows));
      const claimed = answers.filter(({ decision }) => decision === "counted");
      const keys = rows.filter(({ kind }) => kind === "counted").map(({ key }) => key);
      expect(claimed.map(({ conversationKey }) => conversationKey).sort()).toEqual(keys.sort());
    }),
    { numRuns: 600 },
  );
});

test("two ways of sending the same leave the same rows", async () => {
  const [one, other] = [installation(), installation()];
  const cases = everything.chain((reports) => fc.tuple(inSomeWay(reports), inSomeWay(reports)));
  await fc.assert(
    fc.asyncProperty(cases, async ([waves, otherWaves]) => {
      const id = newTenant();
      for (const { makeTenant } of [one, other]) await makeTenant(id);
      await one.send(id, waves);
      await other.send(id, otherWaves);
      expect(await conversationRows(other.store, id)).toEqual(await conversationRows(one.store, id));
      expect(await totalsOfLanes(other.store, id)).toEqual(await totalsOfLanes(one.store, id));
    }),
    { numRuns: 300 },
  );
});

test("repeating everything changes no row and no lane, and claims nothing", async () => {
  const { store, makeTenant, send } = installation();
  const cases = everything.chain((reports) => fc.tuple(inSomeWay(reports), inSomeWay(reports)));
  await fc.assert(
    fc.asyncProperty(cases, async ([first, again]) => {
      const id = newTenant();
      await makeTenant(id);
      await send(id, first);
      const before = await store.query("Sessions", id, "c", "~", 1000);
      const answers = await send(id, again);
      expect(await store.query("Sessions", id, "c", "~", 1000)).toEqual(before);
      expect(answers.filter(({ decision }) => decision === "counted" || decision === "late")).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
