import { describe, expect, it } from "vitest";
import type { BotFrameworkSettings } from "../../shared/channels/bot-framework-settings.ts";
import { readActivities } from "../../shared/channels/read-activities.ts";

const source = (settings: Partial<BotFrameworkSettings>): BotFrameworkSettings => ({
  botKind: "bot-framework",
  environment: "production",
  ...settings,
});
const ONE_BOT = source({ botIds: ["bot1"] });
const TWO_BOTS = source({ botIds: ["bot1", "bot2"] });
const NO_BOTS = source({});
const USER = "the-user";

const read = (fields: object, settings: BotFrameworkSettings) =>
  readActivities(
    { type: "message", channelId: "directline", conversation: { id: "c1" }, ...fields },
    settings,
  )[0];
const botOf = (fields: object, settings: BotFrameworkSettings) => {
  const reading = read(fields, settings);
  return reading?.reading === "invocation" ? reading.report.botId : reading;
};
const IGNORED = { reading: "not-an-invocation" };

describe("a person's message", () => {
  it("invokes the bot that it is addressed to", () => {
    expect(botOf({ from: { id: USER }, recipient: { id: "bot9" } }, TWO_BOTS)).toBe("bot9");
  });

  it.each([[undefined], [null], [{}], [{ id: null }], [{ id: "" }]])(
    "invokes the source's only bot where its addressee is %j",
    (recipient) => {
      expect(botOf({ from: { id: USER }, recipient }, ONE_BOT)).toBe("bot1");
    },
  );

  it("invokes the source's app where no bots are listed", () => {
    expect(botOf({ from: { id: USER } }, source({ appId: "app1" }))).toBe("app1");
  });

  it.each([[TWO_BOTS], [NO_BOTS]])(
    "is ignored where it names no addressee and %j no only bot",
    (settings) => {
      expect(botOf({ from: { id: USER } }, settings)).toEqual(IGNORED);
    },
  );

  it("is ignored where it is to another person", () => {
    const fields = { from: { id: USER, role: "user" }, recipient: { id: "agent", role: "user" } };
    expect(botOf(fields, ONE_BOT)).toEqual(IGNORED);
  });

  it.each([[42], [{}], ["x".repeat(129)], ["a\u0000"], ["\udfff"], ["28:"]])(
    "is a fault where its addressee's id is %j",
    (id) => {
      expect(read({ from: { id: USER }, recipient: { id } }, ONE_BOT)).toMatchObject({
        reading: "invalid",
        faults: [{ path: "recipient.id" }],
      });
    },
  );
});

describe("a bot's own message", () => {
  it.each([
    ["its role", { from: { id: "bot9", role: "Bot" }, recipient: { id: USER } }, TWO_BOTS, "bot9"],
    ["a skill's role", { from: { id: "bot9", role: "skill" } }, TWO_BOTS, "bot9"],
    ["the source's list", { from: { id: "bot2" }, recipient: { id: USER } }, TWO_BOTS, "bot2"],
    [
      "the source's app",
      { from: { id: "app1" }, recipient: { id: USER } },
      source({ appId: "app1" }),
      "app1",
    ],
    ["Teams' prefix", { from: { id: "28:bot9" }, recipient: { id: "29:x" } }, TWO_BOTS, "bot9"],
    ["Teams' prefix alone", { from: { id: "28:bot9" }, recipient: { id: USER } }, TWO_BOTS, "bot9"],
    ["being for a person", { from: { id: "bot9" }, recipient: { id: USER, role: "user" } }, TWO_BOTS, "bot9"],
    ["being for a Teams user", { from: { id: "bot9" }, recipient: { id: "29:x" } }, TWO_BOTS, "bot9"],
  ])("is told by %s", (_sign, fields, settings, bot) => {
    expect(botOf(fields, settings)).toBe(bot);
  });

  it.each(["smartbot", '{"type":"Escalate"}', '{"type":"EndConversation"}'])(
    "is told by its tags %s",
    (tags) => {
      const fields = { from: { id: "bot9" }, recipient: { id: USER }, channelData: { tags } };
      expect(botOf(fields, TWO_BOTS)).toBe("bot9");
    },
  );

  it("is told on Omnichannel by naming neither addressee nor role, where the source lists no bots", () => {
    expect(botOf({ channelId: "lcw", from: { id: "bot9" } }, NO_BOTS)).toBe("bot9");
  });

  it("without a sender is the source's only bot's, else a fault", () => {
    expect(botOf({ from: { role: "bot" } }, ONE_BOT)).toBe("bot1");
    expect(botOf({ from: { role: "bot" } }, TWO_BOTS)).toMatchObject({ faults: [{ path: "from.id" }] });
  });
});

describe("a person on Omnichannel", () => {
  it.each([
    ["by the customer's role", { role: 1 }, NO_BOTS, IGNORED],
    ["by the user's role", { role: "user" }, NO_BOTS, IGNORED],
    ["by not being listed", {}, ONE_BOT, "bot1"],
    ["by not being listed among several", {}, TWO_BOTS, IGNORED],
  ])("is told from a bot %s", (_sign, sender, settings, expected) => {
    expect(botOf({ channelId: "lcw", from: { id: USER, ...sender } }, settings)).toEqual(expected);
  });

  it("is ignored without an addressee even where the work item is known", () => {
    const channelData = { msdyn_liveworkitemid: "work-item" };
    expect(botOf({ channelId: "lcw", from: { id: USER, role: 1 }, channelData }, TWO_BOTS)).toEqual(IGNORED);
  });
});

describe("Teams' prefix", () => {
  const teams = (settings: BotFrameworkSettings) =>
    botOf({ channelId: "msteams", from: { id: "29:x" }, recipient: { id: "28:bot1" } }, settings);

  it("is cut off a bot's id, so that one bot is not two", () => {
    expect(teams(NO_BOTS)).toBe("bot1");
  });

  it("is cut off the source's bots as well", () => {
    expect(botOf({ from: { id: USER } }, source({ botIds: ["28:bot1", "bot1"] }))).toBe("bot1");
    expect(botOf({ from: { id: "bot1" }, recipient: { id: USER } }, source({ botIds: ["28:bot1"] }))).toBe(
      "bot1",
    );
  });
});
