import { describe, expect, it } from "vitest";
import type { Figure } from "../../shared/domain/figures.ts";
import type { Grant } from "../../shared/domain/grant.ts";
import { poolOf } from "../../shared/domain/pool.ts";
import { RULE_PACK } from "../../shared/domain/rule-pack.ts";
import { type Account, accountOf } from "../../shared/domain/statement.ts";
import { at, grant, month, tenant } from "../support/values.ts";

const account = (
  figures: Readonly<Partial<Record<Figure, number>>>,
  { grants = [], previousHash = null }: { grants?: readonly Grant[]; previousHash?: string | null } = {},
): Account =>
  accountOf({
    tenantId: tenant("acme"),
    period: month("2026-10"),
    pool: poolOf(grants, month("2026-10"), RULE_PACK),
    figures: new Map(Object.entries(figures) as [Figure, number][]),
    pack: RULE_PACK.id,
    graceHours: 72,
    closedAt: at("2026-11-04T00:00:00.123Z"),
    previousHash,
  });

describe("the account of a month", () => {
  it.each([
    [0, 500, 0],
    [1, 499, 0],
    [500, 0, 0],
    [501, 0, 1],
    [1234, 0, 734],
  ])("with %i used of 500 has %i unused and %i overage", (sessions, unused, overage) => {
    const grants = [grant("chat")];
    expect(account({ sessions }, { grants })).toMatchObject({
      granted: 500,
      used: sessions,
      unused,
      overage,
    });
  });

  it("without a grant has all use as overage", () => {
    expect(account({ sessions: 3 })).toMatchObject({ granted: 0, used: 3, unused: 0, overage: 3 });
  });

  it("says what each kind of grant gave, add-ons without a licence nothing", () => {
    const addOns = grant("chatbot-sessions-add-on", { quantity: 2 });
    expect(account({}, { grants: [addOns] })).toMatchObject({
      granted: 0,
      grants: { chat: { quantity: 0, sessions: 0 }, "chatbot-sessions-add-on": { quantity: 2, sessions: 0 } },
    });
    expect(account({}, { grants: [addOns, grant("chat", { quantity: 1 })] })).toMatchObject({
      granted: 250,
      grants: {
        chat: { quantity: 1, sessions: 50 },
        "chatbot-sessions-add-on": { quantity: 2, sessions: 200 },
      },
    });
  });

  it("leaves out grants of other months", () => {
    const grants = [grant("chat", { until: month("2026-10") }), grant("chat", { from: month("2026-11") })];
    expect(account({}, { grants })).toMatchObject({ granted: 0, grants: { chat: { quantity: 0 } } });
  });

  it("breaks use down by day, channel and bot, names sorted and never keys", () => {
    const figures = {
      sessions: 3,
      "day|2026-10-31": 1,
      "day|2026-10-02": 2,
      "channel|lcw": 3,
      "bot|b": 1,
      "bot|__proto__": 3,
      "bot|a|b": 2,
    } as const;
    expect(account(figures)).toMatchObject({
      byDay: [
        { name: "2026-10-02", sessions: 2 },
        { name: "2026-10-31", sessions: 1 },
      ],
      byChannel: [{ name: "lcw", sessions: 3 }],
      byBot: [
        { name: "__proto__", sessions: 3 },
        { name: "a|b", sessions: 2 },
        { name: "b", sessions: 1 },
      ],
    });
  });

  it("counts exclusions by reason, only those that there were", () => {
    expect(account({ "excluded|test-traffic": 2 }).excluded).toEqual({ "test-traffic": 2 });
    expect(account({ sessions: 1 }).excluded).toEqual({});
  });

  it("names the pack, the grace, the time and the statement before it", () => {
    expect(account({}, { previousHash: "before" })).toMatchObject({
      tenantId: "acme",
      period: "2026-10",
      pack: "d365-bot-sessions/2022-04",
      graceHours: 72,
      closedAt: "2026-11-04T00:00:00.123Z",
      previousHash: "before",
    });
  });
});
