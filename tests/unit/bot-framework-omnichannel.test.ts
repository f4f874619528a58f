import { describe, expect, it } from "vitest";
import type { BotFrameworkSettings } from "../../shared/channels/bot-framework-settings.ts";
import { readActivities } from "../../shared/channels/read-activities.ts";

const SETTINGS: BotFrameworkSettings = {
  botIds: ["bot1"],
  botKind: "bot-framework",
  environment: "production",
};
const ID = "7f1c2a54-0d3e-4b61-9a0b-5c0e3f9d1a11";
const CUSTOMER = { id: "aaaaaaaa-0000-4000-8000-000000000001", role: 1 };

const read = (activity: object, settings = SETTINGS) => readActivities(activity, settings)[0];
const report = (activity: object) => {
  const reading = read(activity);
  return reading?.reading === "invocation" ? reading.report : undefined;
};

describe("a start", () => {
  const start = { type: "event", name: "startConversation", channelId: "lcw", from: CUSTOMER };
  const context = { EventName: "startConversation", msdyn_liveworkitemid: ID };

  it.each([
    ["its value", { value: context }],
    ["its value as text", { value: JSON.stringify(context) }],
    ["its text", { text: JSON.stringify(context) }],
    ["its channel data", { channelData: context }],
    ["its channel data in lower case", { channeldata: context }],
    ["its value rather than its conversation", { value: context, conversation: { id: "pipe" } }],
  ])("finds the work item in %s", (_place, fields) => {
    expect(report({ ...start, ...fields })).toMatchObject({
      conversationId: ID,
      botId: "bot1",
      channel: "lcw",
      phase: "start",
    });
  });

  it("is told by the event name in its text too", () => {
    expect(report({ ...start, name: "", text: JSON.stringify(context) })?.phase).toBe("start");
  });

  it("is never the customer's, whatever the source lists", () => {
    const reading = read(
      { ...start, from: { id: CUSTOMER.id }, value: context },
      { ...SETTINGS, botIds: [] },
    );
    expect(reading).toMatchObject({ reading: "invalid", faults: [{ path: "recipient.id" }] });
  });

  it("with a malformed work item is a fault rather than another conversation", () => {
    const fields = { value: { msdyn_liveworkitemid: "a\u0000" }, conversation: { id: "pipe" } };
    expect(read({ ...start, ...fields })).toMatchObject({ faults: [{ path: "value.msdyn_liveworkitemid" }] });
  });

  it("of a channel behind Omnichannel is in Omnichannel's scope", () => {
    const behind = (fields: object) => report({ ...start, channelId: "whatsapp", ...fields })?.channel;
    expect(behind({ value: context })).toBe("omnichannel-whatsapp");
    expect(behind({ conversation: { id: ID }, channeldata: { sourceChannelId: "omnichannel" } })).toBe(
      "omnichannel-whatsapp",
    );
    expect(behind({ conversation: { id: ID } })).toBe("whatsapp");
  });

  it("of a channel whose name leaves no room for the prefix is in Omnichannel's scope all the same", () => {
    expect(report({ ...start, channelId: "a-channel-of-32-characters-in-all", value: context })).toBe(
      undefined,
    );
    expect(report({ ...start, channelId: "a-channel-of-21-chars", value: context })?.channel).toBe(
      "omnichannel",
    );
  });
});

describe("a voice call", () => {
  const call = {
    type: "conversationUpdate",
    timestamp: 1795598100,
    channelId: "telephony",
    from: CUSTOMER,
    channeldata: {
      "vnd.microsoft.msdyn.oc.data": {
        customerPhoneNumber: "+15550100",
        organizationPhoneNumber: "+15550199",
        msdyn_ocliveworkitemid: ID,
      },
    },
  };

  it("starts with the membership change that carries its context", () => {
    expect(report(call)).toEqual({
      conversationId: ID,
      botId: "bot1",
      channel: "telephony",
      at: 1795598100000,
      phase: "start",
      escalated: false,
      role: "chatbot",
      botKind: "bot-framework",
      environment: "production",
    });
  });

  it("is voice whatever its channelId says", () => {
    expect(report({ ...call, channelId: "omnichannel" })?.channel).toBe("telephony");
  });

  it("lets no phone number out", () => {
    expect(JSON.stringify(read(call))).not.toContain("+1555");
  });

  it("does not start with a membership change that carries none", () => {
    const channelData = { msdyn_liveworkitemid: ID, "vnd.microsoft.msdyn.oc.data": { voices: {} } };
    expect(report({ ...call, channeldata: channelData })).toBeUndefined();
  });
});

describe("a reply's tags", () => {
  const reply = { type: "message", channelId: "omnichannel", from: { id: "bot1" }, conversation: { id: ID } };
  const tagged = (tags: unknown) => report({ ...reply, channelData: { tags } });

  it.each(["smartbot", "Hidden, smartbot", "smartbot,FromBot"])("%j is smart assist", (tags) => {
    expect(tagged(tags)).toMatchObject({ role: "smart-assist", roleEvidence: "channelData.tags = smartbot" });
  });

  it.each([["smartbots"], ["notsmartbot"], ["SMARTBOT"], ["smart bot"], [""], [{ type: "smartbot" }], [7]])(
    "%j is not smart assist",
    (tags) => {
      expect(tagged(tags)?.role).toBe("chatbot");
      expect(tagged(tags)).not.toHaveProperty("roleEvidence");
    },
  );

  it("escalates", () => {
    expect(tagged('{"type":"Escalate","context":{}}')).toMatchObject({ escalated: true });
  });

  it("ends the conversation", () => {
    expect(tagged(' {"type":"EndConversation"}')).toMatchObject({ phase: "end", escalated: false });
  });

  it.each(["Escalate", "{", '{"type":7}', '{"__proto__":{"type":"Escalate"}}', "[]"])(
    "%j orders nothing",
    (tags) => {
      expect(tagged(tags)).toMatchObject({ escalated: false });
      expect(tagged(tags)).not.toHaveProperty("phase");
    },
  );

  it("are read in lower-case channel data too", () => {
    expect(report({ ...reply, channeldata: { tags: "smartbot" } })?.role).toBe("smart-assist");
  });

  it("are not needed for the protocol's own event to escalate", () => {
    expect(report({ ...reply, type: "event", name: "handoff.initiate" })?.escalated).toBe(true);
  });
});
