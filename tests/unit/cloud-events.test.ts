import { expect, it } from "vitest";
import { CLOUD_EVENTS } from "../../shared/channels/cloud-events.ts";
import { sent } from "../support/sent.ts";
import { given } from "../support/values.ts";

const read = (payload: unknown) => {
  const made = CLOUD_EVENTS.configure({});
  return given(made.ok ? made.value : undefined).read(payload, sent(""));
};
const event = (data: object = {}, but: object = {}) => ({
  specversion: "1.0",
  type: "botmeter.invocation.v1",
  source: "/bots/b1",
  id: "1",
  time: "2026-11-25T09:15:00Z",
  data: { conversationId: "c1", botId: "b1", channel: "lcw", ...data },
  ...but,
});

it("reads one event or a batch, in order", () => {
  const readings = read([event(), event({ conversationId: "c2" })]);
  expect(readings).toMatchObject([
    { report: { conversationId: "c1", at: Date.parse("2026-11-25T09:15:00Z") } },
    { report: { conversationId: "c2" } },
  ]);
  expect(read(event())).toEqual(readings.slice(0, 1));
});

it("ignores events of other types", () => {
  expect(read([event({}, { type: "botmeter.invocation.v2" }), 7])).toEqual([
    { reading: "not-an-invocation" },
    { reading: "not-an-invocation" },
  ]);
});

it("tells what is wrong in an event that is an invocation", () => {
  expect(read(event({ channel: "No Channel", colour: "red" }))).toMatchObject([
    { faults: [{ path: "data.channel" }, { path: "data.colour" }] },
  ]);
});

it("has no settings", () => {
  expect(CLOUD_EVENTS.configure({ botKind: "other" }).ok).toBe(false);
});
