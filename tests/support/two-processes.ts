import type { Pointer } from "../../shared/application/notifications/pointers.ts";
import { endpointId } from "../../shared/domain/ids.ts";
import { type Instant, instant } from "../../shared/domain/period.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { type BreakableTable, breakableTable } from "./breakable-table.ts";
import { newWorld, type World } from "./memory-app.ts";
import { type TellingParts, tellingParts } from "./telling-parts.ts";
import { at, given, tenant } from "./values.ts";

const ACME = tenant("acme");

/** Two processes over one store, whose clock never tells the same moment twice. */
export type TwoProcesses = {
  readonly world: World;
  readonly store: BreakableTable;
  readonly processes: readonly [TellingParts, TellingParts];
  readonly pass: (ms: number) => void;
};

/** Tenant `acme` with one webhook, from the first day of 2026-11 on. */
export const twoProcesses = async (): Promise<TwoProcesses> => {
  let now: number = at("2026-11-01T08:00:00.000Z");
  const store = breakableTable(memoryTable());
  const clock = {
    now: async (): Promise<Instant> => given(instant(now++)),
    set: (iso: string) => {
      now = at(iso);
    },
  };
  const world = { ...newWorld(store), clock };
  const processes = [tellingParts(world, 1), tellingParts(world, 2)] as const;
  const [first] = processes;
  await first.makeTenant();
  const id = given(endpointId("ops"));
  const address = { kind: "webhook", url: "https://hooks.example" } as const;
  await world.timers.settle(first.endpoints.put(ACME, id, { address }));
  const pass = (ms: number): void => {
    now += ms;
  };
  return { world, store, processes, pass };
};

/** Delivers what is due, found by the queue or by a later sweep. */
export const deliverAll = async (
  { world, processes, pass }: TwoProcesses,
  due: readonly Pointer[],
): Promise<void> => {
  const [first] = processes;
  const deliver = (pointers: readonly Pointer[]) =>
    Promise.all(pointers.map((pointer) => first.deliver(pointer)));
  await world.timers.settle(deliver(due));
  pass(60_000);
  await world.timers.settle(first.sweep().then(deliver));
};
