import { describe, expect, it } from "vitest";
import { join } from "../../shared/domain/join.ts";
import { at, channelNamed, countedRow, excludedRow, NOTHING_SEALED, sealed } from "../support/values.ts";

const NOVEMBER = { at: at("2026-11-25T09:00:00.000Z") };
const LATER = { at: at("2026-11-25T09:00:00.001Z") };
const OCTOBER = { at: at("2026-10-31T23:59:59.999Z") };

describe("within open months a row", () => {
  it("begins as its first invocation", () => {
    const row = countedRow();
    expect(join(undefined, row, NOTHING_SEALED)).toBe(row);
  });

  it("is itself where the same is reported again, so that there is nothing to write", () => {
    const row = countedRow();
    expect(join(row, countedRow(), NOTHING_SEALED)).toBe(row);
  });

  it("stays that of the earliest invocation when a later one comes", () => {
    const row = countedRow({ ...NOVEMBER, phase: "start" });
    expect(join(row, countedRow({ ...LATER, phase: "end" }), NOTHING_SEALED)).toBe(row);
  });

  it("takes time, month, channel, bot and phase of an earlier invocation", () => {
    const earlier = {
      ...OCTOBER,
      channel: channelNamed("omnichannel"),
      botId: "bot-b",
      phase: "end",
    } as const;
    expect(join(countedRow({ ...NOVEMBER, phase: "start" }), countedRow(earlier), NOTHING_SEALED)).toEqual({
      ...countedRow(earlier),
      bots: ["bot-a", "bot-b"],
    });
  });

  it("loses a phase that the earlier invocation does not tell", () => {
    const joined = join(countedRow({ ...LATER, phase: "start" }), countedRow(NOVEMBER), NOTHING_SEALED);
    expect(joined).not.toHaveProperty("phase");
  });

  it("names every bot once, sorted, and counts once", () => {
    const rows = ["bot-b", "bot-c", "bot-a", "bot-b"].map((botId) => countedRow({ botId }));
    const joined = rows.reduce((row, incoming) => {
      const next = join(row, incoming, NOTHING_SEALED);
      return next.kind === "counted" ? next : row;
    });
    expect(joined.bots).toEqual(["bot-a", "bot-b", "bot-c"]);
  });

  it("is escalated from the first invocation that says so, and for ever", () => {
    const joined = join(countedRow(), countedRow({ ...LATER, escalated: true }), NOTHING_SEALED);
    expect(joined).toMatchObject({ escalated: true, at: NOVEMBER.at });
    expect(join(joined, countedRow({ escalated: false }), NOTHING_SEALED)).toBe(joined);
  });

  it("breaks a tie in time by channel, whichever came first", () => {
    const [first, second] = [countedRow(), countedRow({ channel: channelNamed("omnichannel") })];
    for (const joined of [join(first, second, NOTHING_SEALED), join(second, first, NOTHING_SEALED)])
      expect(joined.channel).toBe("lcw");
  });

  it("of an exclusion takes the reason and evidence of the earliest", () => {
    const assist = excludedRow({ role: "smart-assist", ...OCTOBER });
    expect(join(excludedRow(), assist, NOTHING_SEALED)).toBe(assist);
    expect(join(assist, excludedRow(), NOTHING_SEALED)).toBe(assist);
  });
});

describe("in a closed month a row", () => {
  it("that is new is late", () => {
    expect(join(undefined, countedRow(OCTOBER), sealed("2026-10"))).toEqual({
      ...countedRow(OCTOBER),
      late: true,
    });
  });

  it("that is new and excluded is late too", () => {
    expect(join(undefined, excludedRow(), sealed("2026-11"))).toEqual({ ...excludedRow(), late: true });
  });

  it.each([
    ["another bot", { botId: "bot-b" }],
    ["an escalation", { escalated: true }],
    ["an earlier time", { at: at("2026-11-01T00:00:00.000Z") }],
    ["an earlier open month", { at: at("2026-09-01T00:00:00.000Z") }],
  ])("is frozen, whatever is reported: %s", (_, but) => {
    const row = countedRow();
    expect(join(row, countedRow(but), sealed("2026-11"))).toBe(row);
  });

  it("that is late is frozen, also while this process takes the month for open", () => {
    const row = { ...countedRow(), late: true };
    expect(join(row, countedRow({ botId: "bot-b", ...OCTOBER }), NOTHING_SEALED)).toBe(row);
  });

  it("is no place to move to, but a bot reported there joins the open row", () => {
    expect(join(countedRow(NOVEMBER), countedRow({ ...OCTOBER, botId: "bot-b" }), sealed("2026-10"))).toEqual(
      {
        ...countedRow(NOVEMBER),
        bots: ["bot-a", "bot-b"],
      },
    );
  });

  it("moves over a closed month into an open one before it", () => {
    const september = countedRow({ at: at("2026-09-30T00:00:00.000Z") });
    expect(join(countedRow(NOVEMBER), september, sealed("2026-10"))).toEqual(september);
  });
});
