import { expect, it } from "vitest";
import { WHATSAPP } from "../../shared/channels/whatsapp.ts";
import { sent } from "../support/sent.ts";
import { given } from "../support/values.ts";

const configured = () => {
  const made = WHATSAPP.configure({});
  return given(made.ok ? made.value : undefined);
};
const read = (payload: unknown) => configured().read(payload, sent(""));
const message = (but: object = {}) => ({
  from: "15550100001",
  id: "wamid.1",
  timestamp: "1795599300",
  type: "text",
  text: { body: "canary" },
  ...but,
});
const change = (value: object) => ({
  field: "messages",
  value: { metadata: { phone_number_id: "PN1" }, contacts: [{ profile: { name: "canary" } }], ...value },
});
const notification = (...changes: readonly unknown[]) => ({
  object: "whatsapp_business_account",
  entry: changes.map((each) => ({ id: "WABA", changes: [each] })),
});
const IGNORED = { reading: "not-an-invocation" };

it("reads every message of every entry, in order, and lets no words or names out", () => {
  const payload = notification(
    change({ messages: [message(), message({ from: "15550100002" })] }),
    change({ statuses: [{ status: "read" }] }),
    change({ messages: [message({ from: "15550100003", type: "button" })] }),
  );
  const readings = read(payload);
  expect(readings).toMatchObject([
    { report: { conversationId: "PN1|15550100001", botId: "PN1", channel: "whatsapp", at: 1795599300000 } },
    { report: { conversationId: "PN1|15550100002" } },
    IGNORED,
    { report: { conversationId: "PN1|15550100003" } },
  ]);
  expect(configured().countOf(payload)).toBe(readings.length);
  expect(JSON.stringify(readings)).not.toContain("canary");
});

it.each(["reaction", "system", "unsupported", "of the future", undefined])(
  "ignores a message of type %s",
  (type) => {
    expect(read(notification(change({ messages: [message({ type })] })))).toEqual([IGNORED]);
  },
);

it("ignores other fields than messages", () => {
  expect(read(notification({ ...change({ messages: [message()] }), field: "account_update" }))).toEqual([
    IGNORED,
  ]);
});

it.each([
  [change({ messages: [message({ from: undefined })] }), "messages.from"],
  [change({ metadata: {}, messages: [message()] }), "metadata.phone_number_id"],
])("tells what is missing", (each, path) => {
  expect(JSON.stringify(read(notification(each)))).toContain(path);
});
