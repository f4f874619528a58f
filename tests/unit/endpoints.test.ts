import { beforeEach, describe, expect, it } from "vitest";
import { StoreUnavailable } from "../../shared/application/ports.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { type BreakableTable, breakableTable } from "../support/breakable-table.ts";
import { newWorld, type World } from "../support/memory-app.ts";
import { type TellingParts, tellingParts } from "../support/telling-parts.ts";
import { endpointNamed } from "../support/told-pool.ts";
import { given, tenant } from "../support/values.ts";

const ACME = tenant("acme");
const OPS = endpointNamed("ops");
const INPUT = { address: { kind: "webhook", url: "https://ops.example" } } as const;

let store: BreakableTable;
let world: World;
let first: TellingParts;
let second: TellingParts;
beforeEach(async () => {
  store = breakableTable(memoryTable());
  world = newWorld(store);
  [first, second] = [tellingParts(world, 1), tellingParts(world, 2)];
  await first.makeTenant();
});
const settled = <Value>(work: Promise<Value>): Promise<Value> => world.timers.settle(work);
const liveSecrets = async (): Promise<readonly string[]> => {
  const target = await second.endpoints.targetOf(ACME, OPS);
  return typeof target === "object" && target.kind === "webhook" ? target.secrets : [];
};
const secretOf = (put: Awaited<ReturnType<TellingParts["endpoints"]["put"]>>): string | undefined =>
  put?.ok ? put.value.secret : undefined;

describe("the secret of a new webhook", () => {
  it("is shown though the answer to its writing was lost, since nobody has seen it", async () => {
    store.be("lost");
    const put = await settled(first.endpoints.put(ACME, OPS, INPUT));
    store.be("up");
    expect(put).toMatchObject({ ok: true, value: { put: "created" } });
    expect(await liveSecrets()).toEqual([secretOf(put)]);
  });

  it("is shown to one alone of those who put it at the same time, and is the one that signs", async () => {
    const both = [first, second, first].map(({ endpoints }) => endpoints.put(ACME, OPS, INPUT));
    const shown = (await settled(Promise.all(both))).flatMap((put) => secretOf(put) ?? []);
    expect(shown).toHaveLength(1);
    expect(await liveSecrets()).toEqual(shown);
  });

  it("is not made where the storage refuses it", async () => {
    store.be("refusing");
    await expect(settled(first.endpoints.put(ACME, OPS, INPUT))).rejects.toBeInstanceOf(StoreUnavailable);
    store.be("up");
    expect(await first.endpoints.get(ACME, OPS)).toBeUndefined();
  });
});

describe("a replaced secret", () => {
  it("is replaced once though the answers are lost", async () => {
    const old = secretOf(await settled(first.endpoints.put(ACME, OPS, INPUT)));
    store.be("lost");
    const rotated = await settled(first.endpoints.rotateSecret(ACME, OPS));
    store.be("up");
    expect(await liveSecrets()).toEqual([rotated?.ok && rotated.value, old]);
  });

  it("by two at the same time signs with both, and for a day with the one before", async () => {
    const old = secretOf(await settled(first.endpoints.put(ACME, OPS, INPUT)));
    const both = Promise.all([first, second].map(({ endpoints }) => endpoints.rotateSecret(ACME, OPS)));
    const shown = (await settled(both)).map((one) => one?.ok && one.value);
    expect([...(await liveSecrets())].sort()).toEqual([old, ...shown].sort());
  });
});

describe("endpoints", () => {
  it("that are put all at once are no more than fit into the transaction of an event", async () => {
    const ids = Array.from({ length: 60 }, (_, index) => endpointNamed(`e${index}`));
    const puts = ids.map((id, index) => (index % 2 ? first : second).endpoints.put(ACME, id, INPUT));
    await world.timers.settle(Promise.allSettled(puts));
    expect(await first.endpoints.list(ACME)).toHaveLength(50);
  });
});

describe("an endpoint", () => {
  it("of another tenant cannot be read with this one's row", async () => {
    const other = tenant("other");
    await settled(first.endpoints.put(ACME, OPS, INPUT));
    const row = given(await store.get("Credentials", ACME, "e|ops"));
    await store.transact("Credentials", other, [{ op: "create", rowKey: "e|ops", cells: row.cells }]);
    expect(await first.endpoints.targetOf(other, OPS)).toBe("unreadable");
    expect(await first.endpoints.targetOf(ACME, OPS)).toMatchObject({ url: "https://ops.example" });
  });

  it("whose health and address change at the same time keeps both changes", async () => {
    await settled(first.endpoints.put(ACME, OPS, INPUT));
    const since = await world.clock.now();
    const address = { kind: "webhook", url: "https://elsewhere.example" } as const;
    const all = Promise.all([
      second.endpoints.change(ACME, OPS, (endpoint) => ({ ...endpoint, failingSince: since })),
      first.endpoints.rotateSecret(ACME, OPS),
    ]);
    await settled(all);
    expect(await first.endpoints.get(ACME, OPS)).toMatchObject({ failingSince: since });
    expect(await liveSecrets()).toHaveLength(2);
    await settled(first.endpoints.put(ACME, OPS, { address }));
    expect(await first.endpoints.targetOf(ACME, OPS)).toMatchObject({ url: address.url });
  });
});
