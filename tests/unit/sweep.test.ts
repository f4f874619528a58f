import { beforeEach, describe, expect, it } from "vitest";
import { type Pointer, putPointer } from "../../shared/application/notifications/pointers.ts";
import { createSweep } from "../../shared/application/notifications/sweep.ts";
import { endpointId } from "../../shared/domain/ids.ts";
import { plusMs } from "../../shared/domain/period.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { type BreakableTable, breakableTable } from "../support/breakable-table.ts";
import { type HookedTable, hookedTable } from "../support/hooked-table.ts";
import { NOW, settableClock } from "../support/memory-app.ts";
import { at, given, tenant } from "../support/values.ts";
import { seededRandomness, virtualTimers } from "../support/virtual-timers.ts";

const MINUTE = 60_000;
let store: HookedTable;
let breakable: BreakableTable;
let clock: ReturnType<typeof settableClock>;
beforeEach(() => {
  breakable = breakableTable(memoryTable());
  store = hookedTable(breakable);
  clock = settableClock();
});

const pointer = (number: number, dueAt = at(NOW)): Pointer => ({
  tenant: tenant(`t${number}`),
  endpoint: given(endpointId("ops")),
  event: { at: at("2026-11-01T00:00:00.000Z"), id: `msg_${number}` },
  dueAt,
  bookedAt: at("2026-11-01T00:00:00.000Z"),
});
const put = async (...pointers: readonly Pointer[]): Promise<void> => {
  const ports = { store, timers: virtualTimers(), randomness: seededRandomness(1) };
  for (const one of pointers) await putPointer(ports, one);
  store.calls();
};
const sweep = () => createSweep({ store, clock })();
const dueKeys = async () =>
  (await store.query("Notifications", "queue|due", "", "~", 1000)).map(({ rowKey }) => rowKey);
const numbers = (pointers: readonly Pointer[]) => pointers.map(({ event }) => event.id).sort();

describe("a sweep", () => {
  it("takes what is due, and nothing that is due a millisecond later", async () => {
    await put(pointer(1), pointer(2, plusMs(at(NOW), 1)), pointer(3, plusMs(at(NOW), -MINUTE)));
    expect(numbers(await sweep())).toEqual(["msg_1", "msg_3"]);
  });

  it("moves each two minutes ahead, where it stays for a message that is lost", async () => {
    await put(pointer(1));
    const taken = await sweep();
    expect(taken).toEqual([{ ...pointer(1), dueAt: plusMs(at(NOW), 2 * MINUTE) }]);
    expect(await sweep()).toEqual([]);
    clock.set("2026-11-25T09:02:00.000Z");
    expect(numbers(await sweep())).toEqual(["msg_1"]);
  });

  it("reads nothing but what is due: one query and one transaction for each", async () => {
    await put(pointer(1), pointer(2));
    await sweep();
    expect(store.calls().map((call) => call.split(" ").slice(0, 2).join(" "))).toEqual([
      "query Notifications",
      "transact Notifications",
      "transact Notifications",
    ]);
  });

  it("takes the 500 that are due the longest, and the rest the next time", async () => {
    const late = (number: number) => pointer(number, plusMs(at(NOW), number - 1_000));
    await put(...Array.from({ length: 501 }, (_, number) => late(500 - number)));
    const first = await sweep();
    expect(first).toHaveLength(500);
    expect(numbers(first)).not.toContain("msg_500");
    expect(numbers(await sweep())).toEqual(["msg_500"]);
  });

  it("beside another takes what that one does not", async () => {
    await put(...Array.from({ length: 40 }, (_, number) => pointer(number)));
    const [one, other] = await Promise.all([sweep(), sweep()]);
    const all = numbers([...one, ...other]);
    expect(all).toHaveLength(40);
    expect(new Set(all).size).toBe(40);
  });

  it("takes also what it may not have moved, which is then found again", async () => {
    await put(pointer(1), pointer(2));
    breakable.be("refusing");
    expect(numbers(await sweep())).toEqual(["msg_1", "msg_2"]);
    breakable.be("up");
    expect(await dueKeys()).toHaveLength(2);
    expect(numbers(await sweep())).toEqual(["msg_1", "msg_2"]);
  });

  it("keeps when a pointer was first written, however often it moves it", async () => {
    await put(pointer(1));
    for (const minute of ["02", "04", "06"]) {
      await sweep();
      clock.set(`2026-11-25T09:${minute}:00.000Z`);
    }
    expect((await sweep()).map(({ bookedAt }) => bookedAt)).toEqual([pointer(1).bookedAt]);
    expect(await dueKeys()).toHaveLength(1);
  });
});
