import fc from "fast-check";
import { expect, test } from "vitest";
import type { Reading } from "../../shared/application/adapter.ts";
import {
  type BotFrameworkSettings,
  parseBotFrameworkSettings,
} from "../../shared/channels/bot-framework-settings.ts";
import { readActivities } from "../../shared/channels/read-activities.ts";
import { channel } from "../../shared/domain/channel.ts";
import { instant } from "../../shared/domain/period.ts";
import { isBotId, isConversationId } from "../../shared/domain/report.ts";

const SETTINGS: BotFrameworkSettings = {
  botIds: ["bot1"],
  botKind: "bot-framework",
  environment: "production",
};
const VOICE = "vnd.microsoft.msdyn.oc.data";

/** What can be sent: JSON, so that `__proto__` is a key like any other. */
const sent = (value: unknown): unknown => JSON.parse(JSON.stringify(value) ?? "null");

const expectWellFormed = (reading: Reading): void => {
  if (reading.reading === "invalid") expect(reading.faults.length).toBeGreaterThan(0);
  if (reading.reading !== "invocation") return;
  const { report } = reading;
  expect(isConversationId(report.conversationId)).toBe(true);
  expect(isBotId(report.botId)).toBe(true);
  expect(channel(report.channel)).toBe(report.channel);
  expect(["chatbot", "smart-assist"]).toContain(report.role);
  expect([undefined, "start", "end"]).toContain(report.phase);
  expect([undefined, "auth-card"]).toContain(report.finding);
  expect([undefined, "channelData.tags = smartbot"]).toContain(report.roleEvidence);
  if ("at" in report) expect(instant(report.at ?? Number.NaN)).toBe(report.at);
};

const maybe = <T>(...usual: readonly T[]) => fc.oneof(fc.constantFrom(...usual), fc.jsonValue());
const id = fc.oneof(
  fc.constantFrom("bot1", "28:bot1", "29:u", "", "a\u0000", "\ud800", "x".repeat(2000)),
  fc.string({ unit: "binary" }),
  fc.jsonValue(),
);
const loose = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 5, arbitrary: fc.record(fields, { requiredKeys: [] }) }, fc.jsonValue());
const account = loose({ id, role: maybe<unknown>("bot", "user", "skill", 1), ["__proto__"]: fc.jsonValue() });
const conversation = loose({ id });
const channelData = loose({
  tags: maybe("smartbot", '{"type":"Escalate"}', '{"type":"EndConversation"}', "{", "[[[["),
  sourceChannelId: maybe("omnichannel"),
  msdyn_liveworkitemid: id,
  [VOICE]: loose({ msdyn_ocliveworkitemid: id }),
});
const context = loose({ msdyn_liveworkitemid: id });
const activity = loose({
  type: maybe("message", "event", "invoke", "conversationUpdate", "typing"),
  name: maybe("startConversation", "handoff.initiate"),
  text: fc.oneof(
    context.map((value) => JSON.stringify(value)),
    fc.string(),
  ),
  timestamp: maybe<unknown>(1795598100, "1795598100", "2026-11-25T09:15:00Z", 1e308, -1),
  channelId: maybe("lcw", "msteams", "whatsapp", "directline", "telephony"),
  from: account,
  recipient: account,
  conversation,
  relatesTo: loose({ conversation, channelId: fc.jsonValue() }),
  value: context,
  channelData,
  channeldata: channelData,
  attachments: fc.jsonValue({ maxDepth: 20 }),
  ["__proto__"]: fc.jsonValue(),
});

test("any JSON is read without an exception, as well-formed readings", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 64, stringUnit: "binary" }), (payload) => {
      for (const reading of readActivities(sent(payload), SETTINGS)) expectWellFormed(reading);
    }),
    { numRuns: 500 },
  );
});

test("any list of hostile activities gives one well-formed reading for each, the same each time", () => {
  fc.assert(
    fc.property(fc.array(activity, { maxLength: 5 }), fc.boolean(), (items, isSet) => {
      const payload = sent(isSet ? { activities: items } : items);
      const readings = readActivities(payload, SETTINGS);
      expect(readings).toHaveLength(items.length);
      for (const reading of readings) expectWellFormed(reading);
      expect(readActivities(payload, SETTINGS)).toEqual(readings);
    }),
    { numRuns: 2000 },
  );
});

test("nesting of any depth and lists of any length are read", () => {
  const deep = JSON.parse(`${'{"a":['.repeat(5000)}1${"]}".repeat(5000)}`);
  const hostile = {
    type: "message",
    from: { id: "bot1" },
    attachments: deep,
    value: deep,
    channelData: deep,
  };
  for (const each of [deep, hostile]) expect(readActivities(each, SETTINGS)).toHaveLength(1);
  expect(readActivities(Array(100_000).fill(0), SETTINGS)).toHaveLength(100_000);
});

test("nothing that people write, are called or are reached by leaves the adapter", () => {
  const secret = "Ana +15550100";
  const planted = { text: secret, name: secret, title: secret, customerPhoneNumber: secret, id: secret };
  const kinds = fc.constantFrom("message", "event", "invoke", "conversationUpdate");
  const sender = fc.constantFrom(
    { id: secret, role: "user" },
    { id: secret, role: 1 },
    { id: "bot1", role: "bot" },
  );
  const addressee = fc.constantFrom(undefined, null, { id: "bot1" }, { id: secret, role: "user" });
  fc.assert(
    fc.property(kinds, sender, addressee, fc.boolean(), (type, from, recipient, isValid) => {
      const payload = sent({
        ...planted,
        type,
        channelId: isValid ? "lcw" : secret,
        timestamp: secret,
        from: { ...from, name: secret },
        recipient: recipient && { ...recipient, name: secret },
        conversation: { name: secret, id: isValid ? "c1" : `${secret}\u0000` },
        value: planted,
        attachments: [{ contentType: secret, content: planted, name: secret }],
        channelData: { ...planted, tags: `smartbot,${secret}`, [VOICE]: planted },
      });
      expect(JSON.stringify(readActivities(payload, SETTINGS))).not.toContain("Ana");
    }),
  );
});

test("settings are never parsed with an exception, and parse to themselves", () => {
  const ids = fc.array(id, { maxLength: 3 });
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), loose({ botIds: ids, appId: id })), (input) => {
      const parsed = parseBotFrameworkSettings(sent(input));
      if (parsed.ok) expect(parseBotFrameworkSettings(parsed.value)).toEqual(parsed);
    }),
    { numRuns: 500 },
  );
});
