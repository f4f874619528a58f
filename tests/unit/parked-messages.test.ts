import { beforeEach, describe, expect, it } from "vitest";
import { createParkedMessages, type ParkedMessages } from "../../shared/application/parked-messages.ts";
import { StoreUnavailable } from "../../shared/application/ports.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { type BreakableTable, breakableTable } from "../support/breakable-table.ts";
import { newWorld, type World } from "../support/memory-app.ts";
import { at } from "../support/values.ts";
import { seededRandomness } from "../support/virtual-timers.ts";

let store: BreakableTable;
let world: World;
let parked: ParkedMessages;
beforeEach(() => {
  store = breakableTable(memoryTable());
  world = newWorld(store);
  parked = createParkedMessages({ ...world, randomness: seededRandomness(1) });
});
const park = (text: string, reason = "malformed", queue = "notifications") =>
  world.timers.settle(parked.park(queue, text, reason));

describe("a message that is parked", () => {
  it("is told with its queue, reason and time, and of its text the size and a hash alone", async () => {
    await park('{"phone":"+49 170 0000000","name":"ü"}');
    expect(await parked.list()).toEqual([
      {
        queue: "notifications",
        reason: "malformed",
        parkedAt: at("2026-11-25T09:00:00.000Z"),
        bytes: 39,
        hash: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      },
    ]);
    expect(JSON.stringify(await store.query("Notifications", "queue|parked", "", "~", 10))).not.toMatch(
      /phone|0000/,
    );
  });

  it("twice is one, as it was parked first", async () => {
    await park("x");
    world.clock.set("2026-11-25T10:00:00.000Z");
    await park("x", "fault");
    expect(await parked.list()).toMatchObject([
      { reason: "malformed", parkedAt: at("2026-11-25T09:00:00.000Z") },
    ]);
  });

  it("is another than one of another text or queue", async () => {
    await park("x");
    await park("y");
    await park("x", "malformed", "shortfall-checks");
    expect(await parked.list()).toHaveLength(3);
  });

  it("is told after those that were parked before it", async () => {
    const texts = ["c", "a", "d", "b"];
    for (const [index, text] of texts.entries()) {
      world.clock.set(`2026-11-25T09:0${index}:00.000Z`);
      await park(text, text);
    }
    expect((await parked.list()).map(({ reason }) => reason)).toEqual(texts);
  });

  it("is there though the answer was lost", async () => {
    store.be("lost");
    await park("x");
    store.be("up");
    expect(await parked.list()).toHaveLength(1);
  });

  it("is not, and says so, where the storage refuses it", async () => {
    store.be("refusing");
    await expect(park("x")).rejects.toBeInstanceOf(StoreUnavailable);
  });
});
