import { describe, expect, it } from "vitest";
import type { Pointer } from "../../shared/application/notifications/pointers.ts";
import type { Send } from "../../shared/application/notifications/sending.ts";
import type { TableStore } from "../../shared/application/ports.ts";
import { endpointId } from "../../shared/domain/ids.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { type DeathSide, dieAt, tryToLive } from "../support/dying.ts";
import { hookedTable } from "../support/hooked-table.ts";
import { type Hosted, hosted } from "../support/hosted.ts";
import { memoryApp, newWorld, type World } from "../support/memory-app.ts";
import { type TellingParts, tellingParts } from "../support/telling-parts.ts";
import { at, given, month, tenant } from "../support/values.ts";

const ACME = tenant("acme");
const CHECK = JSON.stringify({ tenant: "acme", period: "2026-11", cause: "counted" });
const OPS = "https://ops.example";
const OTHER = "https://other.example";

/** What a process was in the middle of when it died, and what must have been told in the end, by receiver. */
type Scene = {
  readonly prepare: (parts: TellingParts, world: World) => Promise<void>;
  readonly act: (host: Hosted, world: World) => Promise<void>;
  /** Done once more by whoever asked for it, since no answer came. */
  readonly again?: (host: Hosted, world: World) => Promise<void>;
  /** Whether the first receiver answers 410 to whatever comes. */
  readonly isOpsGone?: boolean;
  readonly told: { readonly [OPS]: readonly string[]; readonly [OTHER]: readonly string[] };
};

const check = async (host: Hosted): Promise<void> => {
  host.checks.push(CHECK);
  await host.handleAll();
};
const sweep = async (host: Hosted, { clock }: World): Promise<void> => {
  clock.set("2026-11-25T09:01:00.000Z");
  await host.sweepOnce();
  await host.handleAll();
};
const runDry = (parts: TellingParts) => parts.count(50);
const evaluated = async (parts: TellingParts, { timers }: World): Promise<readonly Pointer[]> => {
  await runDry(parts);
  return given(await timers.settle(parts.evaluateShortfall(ACME, month("2026-11"))));
};
const exhaustedAndGrown = async (parts: TellingParts, world: World): Promise<void> => {
  const due = await evaluated(parts, world);
  await world.timers.settle(Promise.all(due.map((pointer) => parts.deliver(pointer))));
  await parts.grant("g2", 90);
};
const replay = ({ app }: Hosted, { timers }: World) => {
  const [from, to] = [at("2026-11-25T00:00:00.000Z"), at("2026-11-26T00:00:00.000Z")];
  return timers.settle(app.replay(ACME, given(endpointId("ops")), from, to));
};
const EXHAUSTED = ["pool.exhausted"];
const DISABLED = [...EXHAUSTED, "endpoint.disabled"];

const SCENES: Readonly<Record<string, Scene>> = {
  "an evaluation, to the end of what comes of it": {
    prepare: runDry,
    act: check,
    told: { [OPS]: EXHAUSTED, [OTHER]: EXHAUSTED },
  },
  "an evaluation of a pool that has grown": {
    prepare: exhaustedAndGrown,
    act: check,
    told: { [OPS]: [...EXHAUSTED, "pool.recovered"], [OTHER]: [...EXHAUSTED, "pool.recovered"] },
  },
  "a sweep, and the deliveries after it": {
    prepare: async (parts, world) => void (await evaluated(parts, world)),
    act: sweep,
    told: { [OPS]: EXHAUSTED, [OTHER]: EXHAUSTED },
  },
  "deliveries that fail": {
    prepare: async (parts, world) => {
      await evaluated(parts, world);
      world.sending.answer({ outcome: "failed", reason: "timeout", retryAfterMs: 120_000 });
    },
    act: sweep,
    told: { [OPS]: EXHAUSTED, [OTHER]: EXHAUSTED },
  },
  "a delivery that finds its receiver gone": {
    prepare: async (parts, world) => {
      await parts.endpoints.remove(ACME, given(endpointId("other")));
      await evaluated(parts, world);
      await putEndpoints(parts, world);
    },
    isOpsGone: true,
    act: sweep,
    told: { [OPS]: EXHAUSTED, [OTHER]: DISABLED.slice(1) },
  },
  "a replay": {
    prepare: exhaustedAndGrown,
    act: async (host, world) => {
      world.sending.answer({ outcome: "delivered" });
      await replay(host, world);
    },
    again: async (host, world) => void (await replay(host, world)),
    told: { [OPS]: [...EXHAUSTED, "pool.recovered"], [OTHER]: [...EXHAUSTED, "pool.recovered"] },
  },
};

const putEndpoints = async ({ endpoints }: TellingParts, { timers }: World): Promise<void> => {
  for (const [id, url] of [
    ["ops", OPS],
    ["other", OTHER],
  ] as const) {
    const address = { kind: "webhook", url } as const;
    await timers.settle(endpoints.put(ACME, given(endpointId(id)), { address }));
  }
};

const worldOf = ({ isOpsGone = false }: Scene, store: TableStore): World => {
  const world = newWorld(store);
  const send: Send = async (target, attempt) => {
    const result = await world.sending.send(target, attempt);
    return isOpsGone && "url" in target && target.url === OPS ? { outcome: "gone", status: 410 } : result;
  };
  return { ...world, sending: { ...world.sending, send } };
};

/** Plays the scene up to the death at its `nth` transaction, and then lets another process go on; undefined: none died. */
const play = async (scene: Scene, nth: number, side: DeathSide, areMessagesLost: boolean) => {
  const store = hookedTable(memoryTable());
  const world = worldOf(scene, store);
  const parts = tellingParts(world, 3);
  await parts.makeTenant();
  await putEndpoints(parts, world);
  await parts.grant("g1", 1);
  await scene.prepare(parts, world);
  const first = hosted(memoryApp(world));
  const isDead = dieAt(store, nth, side);
  await tryToLive(() => scene.act(first, world));
  if (!isDead()) return undefined;
  store.onTransact((_, __, go) => go());
  world.sending.answer({ outcome: "delivered", status: 204 });
  const queues = areMessagesLost ? { checks: [], notifications: [] } : first;
  const second = hosted(memoryApp(world, { seed: 2 }), { queues });
  await scene.again?.(second, world);
  await second.hourly();
  await second.until("2026-11-25T09:20:00.000Z");
  return { store, world, parts };
};

/** What a receiver was told: the types of events, each once an id. */
const toldTo = ({ sending }: World, url: string): readonly string[] => {
  const to = sending.sent.filter(({ target }) => "url" in target && target.url === url);
  return [...new Map(to.map(({ id, body }) => [id, body.type])).values()].sort();
};

const expectAllTold = async (
  { told }: Scene,
  { store, world, parts }: NonNullable<Awaited<ReturnType<typeof play>>>,
) => {
  for (const url of [OPS, OTHER] as const) expect(toldTo(world, url)).toEqual([...told[url]].sort());
  const rows = await store.query("Notifications", ACME, "e|", "e|~", 1000);
  const ids = rows.map(({ rowKey }) => rowKey.split("|").at(-1));
  expect(new Set(ids).size).toBe(rows.length);
  expect(rows).toHaveLength(new Set([...told[OPS], ...told[OTHER]]).size);
  const alerts = given(await parts.readAlerts(ACME));
  expect(alerts.map(({ isSent }) => isSent)).toEqual(alerts.map(() => true));
  const deliveries = await store.query("Notifications", ACME, "d|", "d|~", 1000);
  expect(deliveries.filter(({ cells }) => cells["state"] === "pending")).toEqual([]);
  expect(await store.query("Notifications", "queue|due", "", "~", 1000)).toEqual([]);
};

describe.each(Object.entries(SCENES))("a process that dies in %s", (_, scene) => {
  it.each([
    ["before", "lost"],
    ["after", "lost"],
    ["before", "there"],
    ["after", "there"],
  ] as const)(
    "%s any transaction, its messages %s, leaves each event to be told once",
    async (side, messages) => {
      let deaths = 0;
      for (;;) {
        const end = await play(scene, deaths + 1, side, messages === "lost");
        if (end === undefined) break;
        deaths += 1;
        await expectAllTold(scene, end);
      }
      expect(deaths).toBeGreaterThanOrEqual(2);
    },
  );
});
