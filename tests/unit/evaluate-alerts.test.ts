import { beforeEach, describe, expect, it } from "vitest";
import { advanceAlert, raiseOnce } from "../../shared/application/alerts.ts";
import { readAlert } from "../../shared/application/rows/alert-row.ts";
import type { Alert } from "../../shared/domain/alert.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { type BreakableTable, breakableTable } from "../support/breakable-table.ts";
import { newWorld, type World } from "../support/memory-app.ts";
import { at, month, tenant } from "../support/values.ts";
import { seededRandomness } from "../support/virtual-timers.ts";

const ACME = tenant("acme");
const alert = (but: Partial<Alert> = {}): Alert => ({
  period: month("2026-11"),
  name: "exhausted",
  state: "active",
  generation: 1,
  pool: 50,
  at: at("2026-11-25T09:00:00.000Z"),
  isSent: true,
  content: {
    type: "period.late-session",
    data: { tenantId: ACME, period: month("2026-11"), lateSessions: 1 },
  },
  ...but,
});

let store: BreakableTable;
let world: World;
beforeEach(() => {
  store = breakableTable(memoryTable());
  world = newWorld(store);
});
const ports = () => ({ ...world, randomness: seededRandomness(1) });
const raise = (one: Alert) => world.timers.settle(raiseOnce(ports(), ACME, one));
const advance = (from: Alert | undefined, to: Alert) =>
  world.timers.settle(advanceAlert(ports(), ACME, from, to));
const stored = async () => (await readAlert(store, ACME, alert()))?.alert;

describe("an alert that goes on", () => {
  const next = alert({ state: "recovered", isSent: false, at: at("2026-11-25T10:00:00.000Z") });

  it("takes the place of the one before it", async () => {
    expect(await advance(undefined, alert())).toEqual(alert());
    expect(await advance(alert(), next)).toEqual(next);
    expect(await stored()).toEqual(next);
  });

  it("does not before that one was told, or it never would be", async () => {
    const untold = alert({ isSent: false });
    await raise(untold);
    expect(await advance(untold, next)).toBeUndefined();
    expect(await stored()).toEqual(untold);
  });

  it("is given as another put it, where that one was quicker", async () => {
    await raise(alert());
    await advance(alert(), next);
    const later = { ...next, at: at("2026-11-25T11:00:00.000Z") };
    expect(await advance(alert(), later)).toEqual(next);
    expect(await stored()).toEqual(next);
  });

  it("changes nothing where another went on further", async () => {
    const further = alert({ generation: 2 });
    await raise(further);
    expect(await advance(alert(), next)).toBeUndefined();
    expect(await stored()).toEqual(further);
  });

  it("is put once though the answer is lost", async () => {
    await raise(alert());
    store.be("lost");
    expect(await advance(alert(), next)).toEqual(next);
    store.be("up");
    expect(await stored()).toEqual(next);
  });
});

describe("an alert that is raised once", () => {
  it("stays as it was raised first", async () => {
    await raise(alert());
    expect(await raise(alert({ isSent: false, at: at("2026-11-25T11:00:00.000Z") }))).toEqual(alert());
    expect(await stored()).toEqual(alert());
  });
});
