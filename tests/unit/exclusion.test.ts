import { describe, expect, it } from "vitest";
import { EXCLUSION_REASONS, exclusionOf } from "../../shared/domain/exclusion.ts";
import type { Invocation } from "../../shared/domain/invocation.ts";
import { rowOf } from "../../shared/domain/row.ts";
import { RULE_PACK } from "../../shared/domain/rule-pack.ts";
import { channelNamed, invocation } from "../support/values.ts";

const TEST = { environment: "test" } as const;
const ASSIST = { role: "smart-assist" } as const;
const VOICE = { channel: channelNamed("telephony") };
const OTHER_KIND = { botKind: "other" } as const;

const exclusion = (but: Partial<Invocation>) => exclusionOf(invocation(but), RULE_PACK);

describe("an invocation is counted", () => {
  it.each(["lcw", "msteams", "whatsapp", "omnichannel", "omnichannel-whatsapp", "directline"])(
    "on %s",
    (name) => {
      expect(exclusion({ channel: channelNamed(name) })).toBeUndefined();
    },
  );

  it.each(["start", "during", "end"] as const)("at the conversation's %s", (phase) => {
    expect(exclusion({ phase })).toBeUndefined();
  });

  it("where the bot escalates it to a human", () => {
    expect(exclusion({ escalated: true })).toBeUndefined();
  });
});

describe("an invocation is excluded, with what showed it", () => {
  it.each([
    ["test-traffic", "environment = test", TEST],
    ["smart-assist", "role = smart-assist", ASSIST],
    [
      "smart-assist",
      "channelData.tags = smartbot",
      { ...ASSIST, roleEvidence: "channelData.tags = smartbot" },
    ],
    ["channel-not-pooled", "channel = telephony", VOICE],
    ["channel-not-pooled", "channel = omnichannel-voice", { channel: channelNamed("omnichannel-voice") }],
    ["bot-kind-not-pooled", "botKind = copilot-studio", { botKind: "copilot-studio" }],
    ["bot-kind-not-pooled", "botKind = other", OTHER_KIND],
  ] as const)("as %s: %s", (reason, evidence, but) => {
    expect(exclusion(but)).toEqual({ reason, evidence });
  });

  it.each([
    ["test-traffic", { ...TEST, ...ASSIST, ...VOICE, ...OTHER_KIND }],
    ["smart-assist", { ...ASSIST, ...VOICE, ...OTHER_KIND }],
    ["channel-not-pooled", { ...VOICE, ...OTHER_KIND }],
    ["bot-kind-not-pooled", OTHER_KIND],
  ] as const)("as %s where later reasons hold too", (reason, but) => {
    expect(exclusion(but)?.reason).toBe(reason);
  });

  it("for a closed list of reasons", () => {
    expect(EXCLUSION_REASONS).toEqual([
      "test-traffic",
      "smart-assist",
      "channel-not-pooled",
      "bot-kind-not-pooled",
    ]);
  });
});

describe("the row that an invocation makes", () => {
  it("of a counted one has its bot, month, time and the pack that decided it", () => {
    expect(rowOf(invocation({ phase: "end", escalated: true }), RULE_PACK)).toMatchObject({
      kind: "counted",
      period: "2026-11",
      bots: ["bot-a"],
      phase: "end",
      escalated: true,
      late: false,
      pack: "d365-bot-sessions/2022-04",
    });
  });

  it("of an excluded one has the reason and evidence, and nothing that counts", () => {
    const row = rowOf(invocation({ ...ASSIST, escalated: true }), RULE_PACK);
    expect(row).toMatchObject({ kind: "excluded", reason: "smart-assist", evidence: "role = smart-assist" });
    expect(row).not.toHaveProperty("bots");
    expect(row).not.toHaveProperty("escalated");
  });

  it("never says a phase that was not told", () => {
    expect(rowOf(invocation(), RULE_PACK)).not.toHaveProperty("phase");
  });
});
