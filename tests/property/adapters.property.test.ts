import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Configured, Reading } from "../../shared/application/adapter.ts";
import { createAdapters } from "../../shared/channels/adapters.ts";
import { isBotId, isConversationId } from "../../shared/domain/report.ts";
import fixtures from "../fixtures/channel-payloads.json" with { type: "json" };
import { sent } from "../support/sent.ts";
import { given } from "../support/values.ts";

const SETTINGS: Readonly<Record<string, object>> = {
  "teams-outgoing": { botIds: ["bot1"] },
  dataverse: { botUsers: ["bb000000-0000-4000-8000-000000000001"] },
  "event-grid": { recipients: { "00000000-0000-4000-8000-000000000001": "bot1" }, botIds: ["8:acs:b"] },
  twilio: { botIds: ["bot1"], publicUrl: "https://meter.example/x" },
};
const adapters = createAdapters({
  fetchJson: () => Promise.reject(new Error("Not needed.")),
  timers: { monotonicMs: () => 0 },
});
const bodies = fixtures.payloads.map(({ body }) => body);

/** The value with one part of it, found by these steps, put in place of another. */
const changed = (value: unknown, [step, ...steps]: readonly number[], part: unknown): unknown => {
  if (step === undefined || typeof value !== "object" || value === null) return part;
  const keys = Object.keys(value);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return part;
  const inner = changed(Object.entries(value).find(([name]) => name === key)?.[1], steps, part);
  if (Array.isArray(value)) return value.map((each, index) => (String(index) === key ? inner : each));
  return { ...value, [key]: inner };
};

const payload = fc.oneof(
  fc.jsonValue(),
  fc
    .tuple(fc.constantFrom(...bodies), fc.array(fc.nat(12), { maxLength: 9 }), fc.jsonValue())
    .map(([body, steps, part]) => changed(body, steps, part)),
);

const expectWellFormed = (reading: Reading): void => {
  if (reading.reading === "truncated") expect(isConversationId(reading.conversationId)).toBe(true);
  if (reading.reading === "invalid") expect(reading.faults.length).toBeGreaterThan(0);
  if (reading.reading !== "invocation") return;
  expect(isConversationId(reading.report.conversationId)).toBe(true);
  expect(isBotId(reading.report.botId)).toBe(true);
  expect(reading.report.channel).toMatch(/^[a-z0-9][a-z0-9-]{0,31}$/);
};

const configuredOf = (kind: string): Configured => {
  const made = given(adapters.get(kind)).configure(SETTINGS[kind]);
  return given(made.ok ? made.value : undefined);
};

describe.each([...adapters.keys()])("the adapter of %s", (kind) => {
  it("reads any payload, as many readings as it counted, each of them well-formed, and the same again", () => {
    const { read, countOf, handshake } = configuredOf(kind);
    const incoming = sent("");
    fc.assert(
      fc.property(payload, (value) => {
        const readings = read(value, incoming);
        expect(countOf(value)).toBe(readings.length);
        for (const reading of readings) expectWellFormed(reading);
        expect(read(value, incoming)).toEqual(readings);
        handshake?.(incoming, value);
      }),
      { numRuns: 1000 },
    );
  });

  it("makes of its settings the same once they were stored", () => {
    const { settings } = configuredOf(kind);
    const stored: unknown = JSON.parse(JSON.stringify(settings));
    const again = given(adapters.get(kind)).configure(stored);
    expect(again.ok && again.value.settings).toEqual(settings);
  });
});
