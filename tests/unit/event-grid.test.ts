import { describe, expect, it } from "vitest";
import { EVENT_GRID } from "../../shared/channels/event-grid.ts";
import { sent } from "../support/sent.ts";
import { given } from "../support/values.ts";

const SETTINGS = { recipients: { n1: "bot1" }, botIds: ["8:acs:bot"] };
const read = (body: unknown) => {
  const made = EVENT_GRID.configure(SETTINGS);
  return given(made.ok ? made.value : undefined).read(body, sent(""));
};
const advanced = (data: object = {}) => ({
  eventType: "Microsoft.Communication.AdvancedMessageReceived",
  eventTime: "2026-11-25T09:30:22Z",
  data: {
    channelType: "WhatsApp",
    from: "+1555",
    to: "n1",
    content: "canary",
    receivedTimestamp: "2026-11-25T09:30:19+00:00",
    ...data,
  },
});
const chat = (data: object = {}, eventType = "Microsoft.Communication.ChatMessageReceivedInThread") => ({
  eventType,
  eventTime: "2026-11-25T09:30:22Z",
  data: {
    threadId: "19:t@thread.v2",
    messageBody: "canary",
    senderDisplayName: "canary",
    senderCommunicationIdentifier: { rawId: "8:acs:bot" },
    composeTime: "2026-11-25T09:30:20Z",
    ...data,
  },
});
const IGNORED = [{ reading: "not-an-invocation" }];

describe("an advanced message", () => {
  it("to a bot's recipient is an invocation between the two, when it was received", () => {
    const readings = read([advanced()]);
    expect(readings).toMatchObject([
      {
        report: {
          conversationId: "+1555|n1",
          botId: "bot1",
          channel: "acs-whatsapp",
          at: Date.parse("2026-11-25T09:30:19Z"),
        },
      },
    ]);
    expect(JSON.stringify(readings)).not.toContain("canary");
  });

  it("in CloudEvents' schema is the same", () => {
    const { eventType: type, eventTime: time, data } = advanced();
    expect(read({ specversion: "1.0", type, time, data })).toEqual(read([advanced()]));
  });

  it.each([[{ to: "n2" }], [{ to: "__proto__" }], [{ to: undefined }], [{ messageType: "reaction" }]])(
    "with %j is ignored",
    (data) => {
      expect(read([advanced(data)])).toEqual(IGNORED);
    },
  );

  it("without its sender is told to be wrong", () => {
    expect(read([advanced({ from: "" })])).toMatchObject([{ faults: [{ path: "data.from" }] }]);
  });

  it("of a channel that has no name is told to be wrong", () => {
    expect(read([advanced({ channelType: "what's that?" })])).toMatchObject([
      { faults: [{ path: "channel" }] },
    ]);
  });
});

describe("a chat message", () => {
  it("of a bot is an invocation in its thread, when it was written", () => {
    const readings = read([chat()]);
    expect(readings).toMatchObject([
      {
        report: {
          conversationId: "19:t@thread.v2",
          botId: "8:acs:bot",
          channel: "acs-chat",
          at: Date.parse("2026-11-25T09:30:20Z"),
        },
      },
    ]);
    expect(JSON.stringify(readings)).not.toContain("canary");
  });

  it("of a person is ignored", () => {
    expect(read([chat({ senderCommunicationIdentifier: { rawId: "8:acs:person" } })])).toEqual(IGNORED);
  });

  it("told once more to a participant is ignored", () => {
    expect(read([chat({}, "Microsoft.Communication.ChatMessageReceived")])).toEqual(IGNORED);
  });
});

it.each([{ recipients: { n1: "" } }, { recipients: [] }, { botIds: [7] }, { publicUrl: "x" }])(
  "takes no settings that are none: %j",
  (settings) => {
    expect(EVENT_GRID.configure(settings).ok).toBe(false);
  },
);
