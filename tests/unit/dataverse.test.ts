import { describe, expect, it } from "vitest";
import { DATAVERSE } from "../../shared/channels/dataverse.ts";
import fixtures from "../fixtures/channel-payloads.json" with { type: "json" };
import { sent, verdictBy } from "../support/sent.ts";
import { given } from "../support/values.ts";

const BOT = "bb000000-0000-4000-8000-000000000001";
const ITEM = "7f1c2a54-0d3e-4b61-9a0b-5c0e3f9d1a11";
const bodyOf = (name: string): Record<string, unknown> =>
  JSON.parse(JSON.stringify(fixtures.payloads.find((sample) => sample.name === name)?.body));

const configured = (settings: object = { botUsers: [BOT.toUpperCase()] }) => {
  const made = DATAVERSE.configure(settings);
  return given(made.ok ? made.value : undefined);
};
const read = (body: unknown, headers: Readonly<Record<string, string>> = {}, settings?: object) =>
  configured(settings).read(body, sent("", headers))[0];
const update = (attributes: Readonly<Record<string, unknown>>, but: object = {}) => ({
  ...bodyOf("dataverse.ocliveworkitem.update.botActive"),
  InputParameters: [
    {
      key: "Target",
      value: { Attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })) },
    },
  ],
  ...but,
});
const ACTIVE = { msdyn_activeagentid: { Id: BOT, LogicalName: "systemuser" } };

describe("a live work item", () => {
  it("whose active agent is one of the source's bots invokes it", () => {
    expect(read(update(ACTIVE))).toMatchObject({
      reading: "invocation",
      report: { conversationId: ITEM, botId: BOT, channel: "omnichannel", botKind: "bot-framework" },
    });
  });

  it("is of the time of the operation, whose offset moves nothing", () => {
    const reading = read(update(ACTIVE, { OperationCreatedOn: "/Date(1795598100000+0530)/" }));
    expect(reading).toMatchObject({ report: { at: 1795598100000 } });
  });

  it.each([
    ["a person", { msdyn_activeagentid: { Id: "cc000000-0000-4000-8000-000000000001" } }],
    ["nobody", { msdyn_activeagentid: null }],
    ["not changed", { statuscode: { Value: 4 } }],
  ])("whose active agent is %s is ignored", (_, attributes) => {
    expect(read(update(attributes))).toEqual({ reading: "not-an-invocation" });
  });

  it("is ignored by a source that lists no bots", () => {
    expect(read(update(ACTIVE), {}, {})).toEqual({ reading: "not-an-invocation" });
  });

  it.each([
    [192360000, "lcw"],
    [192370000, "telephony"],
    [192300000, "omnichannel-whatsapp"],
    [19241000, "omnichannel-msteams"],
    [1, "omnichannel"],
  ])("of channel %i is of %s", (Value, channel) => {
    expect(read(update({ ...ACTIVE, msdyn_channel: { Value } }))).toMatchObject({ report: { channel } });
    const image = { key: "post", value: { Attributes: [{ key: "msdyn_channel", value: { Value } }] } };
    expect(read(update(ACTIVE, { PostEntityImages: [image] }))).toMatchObject({ report: { channel } });
  });

  it.each([
    ["by its header", update(ACTIVE), { "x-ms-dynamics-msg-size-exceeded": "true" }],
    ["by what is missing", { ...update(ACTIVE), InputParameters: null }, {}],
  ])("that was cut, told %s, tells its conversation and no bot", (_, body, headers) => {
    expect(read(body, headers)).toEqual({
      reading: "truncated",
      conversationId: ITEM,
      channel: "omnichannel",
    });
  });

  it("without an id is told to be wrong", () => {
    expect(read(update(ACTIVE, { PrimaryEntityId: null }))).toEqual({
      reading: "invalid",
      faults: [{ path: "PrimaryEntityId", message: "Missing." }],
    });
  });
});

describe("a transcript of Copilot Studio", () => {
  const body = bodyOf("copilot.conversationtranscript.create");
  const withTarget = (change: (text: string) => string) => JSON.parse(change(JSON.stringify(body)));

  it("is of the conversation and the bot in its name, when that began, and of no one's words", () => {
    const reading = read(body);
    expect(reading).toMatchObject({
      report: {
        conversationId: "8YYe8iif49ZK-o",
        botId: "5ba1e000-aaaa-4bbb-8ccc-ddddeeee0001",
        channel: "directline",
        botKind: "copilot-studio",
        environment: "production",
        at: 1795598100000,
      },
    });
    expect(JSON.stringify(reading)).not.toContain("hashed");
  });

  it("of a maker's test is of the environment test", () => {
    const test = withTarget((text) => text.replace('isDesignMode\\":false', 'isDesignMode\\":true'));
    expect(read(test)).toMatchObject({ report: { environment: "test" } });
  });

  it("without content is of the channel copilot-studio", () => {
    const bare = withTarget((text) => text.replace('"key":"content"', '"key":"other"'));
    expect(read(bare)).toMatchObject({ report: { channel: "copilot-studio" } });
  });

  it("whose name tells nothing is ignored", () => {
    const unnamed = withTarget((text) => text.replace(/8YYe8iif49ZK-o_[^"]*/, "unnamed"));
    expect(read(unnamed)).toEqual({ reading: "not-an-invocation" });
  });
});

it("ignores other tables", () => {
  expect(read(update(ACTIVE, { PrimaryEntityName: "account" }))).toEqual({ reading: "not-an-invocation" });
});

describe("the secret", () => {
  const proof = (settings: object) => given(configured(settings).proofs[0]);

  it.each([
    ["in the query", {}, { code: "s1" }, "proved"],
    ["in the header", { "x-botmeter-key": "s1" }, {}, "proved"],
    ["in another header", { "x-other": "s1" }, {}, "not-proved"],
    ["of another", { "x-botmeter-key": "s2" }, { code: "s" }, "not-proved"],
    ["of nobody", {}, {}, "not-proved"],
  ])("shown %s", async (_, headers, query, expected) => {
    expect(await verdictBy(proof({}), sent("{}", headers, query), ["s0", "s1"])).toBe(expected);
  });

  it("may be in a header that the source names", async () => {
    const incoming = sent("{}", { "x-other": "s1" });
    expect(await verdictBy(proof({ secretHeader: "X-Other" }), incoming, ["s1"])).toBe("proved");
  });

  it.each([{ botUsers: ["not a guid"] }, { secretHeader: "a b" }, { colour: "red" }])(
    "is not kept with settings that are none: %j",
    (settings) => {
      expect(DATAVERSE.configure(settings).ok).toBe(false);
    },
  );
});
