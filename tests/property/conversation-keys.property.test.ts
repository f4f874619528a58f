import fc from "fast-check";
import { expect, test } from "vitest";
import { createConversationKeys } from "../../shared/application/conversation-keys.ts";
import { conversationKey } from "../../shared/domain/conversation.ts";
import { isConversationId } from "../../shared/domain/report.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { channelNamed, month, tenant } from "../support/values.ts";
import { seededRandomness, virtualTimers } from "../support/virtual-timers.ts";

const keysUnder = (secretByte: number) =>
  createConversationKeys(
    { store: memoryTable(), timers: virtualTimers(), randomness: seededRandomness(1) },
    new Uint8Array(32).fill(secretByte),
  );
const { keyOf } = keysUnder(7);
const NOVEMBER = month("2026-11");
const DECEMBER = month("2026-12");

const hostileId = fc.oneof(
  fc.constantFrom(
    '"],["',
    '","',
    "acme",
    "lcw",
    '\\"',
    "\\",
    "2026-11",
    '["acme","lcw","x"]',
    "|",
    "/",
    "{}",
  ),
  fc.string({ unit: "binary", minLength: 1, maxLength: 1024 }).filter(isConversationId),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 }).filter(isConversationId),
  fc.integer({ min: 1, max: 1024 }).map((length) => "x".repeat(length)),
);
const someTenant = fc.constantFrom("acme", "acme-2", "a", "lcw").map(tenant);
const uniqueChannel = fc.constantFrom("lcw", "directline", "acs-chat", "webchat", "acme").map(channelNamed);
const persistentChannel = fc.constantFrom("whatsapp", "sms", "acs-sms").map(channelNamed);
const omnichannel = fc
  .constantFrom(
    "lcw",
    "omnichannel",
    "telephony",
    "applemessagesforbusiness",
    "omnichannel-whatsapp",
    "omnichannel-x",
  )
  .map(channelNamed);

test("every id makes a key of 32 base64url characters, the same each time", () => {
  const anyChannel = fc.oneof(uniqueChannel, persistentChannel);
  fc.assert(
    fc.property(someTenant, anyChannel, hostileId, (owner, channel, id) => {
      const key = keyOf(owner, channel, id, NOVEMBER);
      expect(conversationKey(key)).toBe(key);
      expect(keyOf(owner, channel, id, NOVEMBER)).toBe(key);
    }),
    { numRuns: 1000 },
  );
});

test("different tenants, scopes, ids and months never share a key", () => {
  const seen = new Map<string, string>();
  const anyChannel = fc.oneof(uniqueChannel, persistentChannel);
  fc.assert(
    fc.property(
      someTenant,
      anyChannel,
      hostileId,
      fc.constantFrom(NOVEMBER, DECEMBER),
      (owner, channel, id, period) => {
        const scope = channel === "lcw" ? "omnichannel" : channel;
        const isPersistent = ["whatsapp", "sms", "acs-sms"].includes(channel);
        const named = JSON.stringify({ owner, scope, id, period: isPersistent ? period : "" });
        const key = keyOf(owner, channel, id, period);
        expect(seen.get(key) ?? named).toBe(named);
        seen.set(key, named);
      },
    ),
    { numRuns: 20_000 },
  );
  expect(new Set(seen.values()).size).toBe(seen.size);
});

test("the channels of Omnichannel share the key of one work item", () => {
  fc.assert(
    fc.property(omnichannel, omnichannel, hostileId, (a, b, id) => {
      expect(keyOf(tenant("acme"), a, id, NOVEMBER)).toBe(keyOf(tenant("acme"), b, id, DECEMBER));
    }),
  );
});

test("a persistent id has another key each month, a unique one the same in all", () => {
  fc.assert(
    fc.property(someTenant, persistentChannel, uniqueChannel, hostileId, (owner, persistent, unique, id) => {
      expect(keyOf(owner, persistent, id, NOVEMBER)).not.toBe(keyOf(owner, persistent, id, DECEMBER));
      expect(keyOf(owner, unique, id, NOVEMBER)).toBe(keyOf(owner, unique, id, DECEMBER));
    }),
  );
});

test("no part of what is named runs into the next: tenant, scope and id cannot be cut otherwise", () => {
  const cuts = fc
    .tuple(
      fc.stringMatching(/^[a-z0-9]{6,12}$/),
      fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 2 }),
    )
    .map(([text, [first = 1, second = 2]]) => ({ text, cuts: [first, second] }));
  fc.assert(
    fc.property(cuts, ({ text, cuts: ends }) => {
      const inTwoWays = ends.map((end) =>
        keyOf(
          tenant(text.slice(0, end)),
          channelNamed(text.slice(end, end + 1)),
          text.slice(end + 1),
          NOVEMBER,
        ),
      );
      expect(inTwoWays[0]).not.toBe(inTwoWays[1]);
      const asIds = ends.map((end) =>
        keyOf(tenant("acme"), channelNamed(text.slice(0, end)), text.slice(end), NOVEMBER),
      );
      expect(asIds[0]).not.toBe(asIds[1]);
    }),
  );
});

test("an id cannot spell what follows it by its delimiters", () => {
  fc.assert(
    fc.property(hostileId, hostileId, (a, b) => {
      const [sms, directline] = [channelNamed("sms"), channelNamed("directline")];
      const persistent = keyOf(tenant("acme"), sms, a, NOVEMBER);
      for (const spelled of [`${a}","2026-11`, `${a}",${JSON.stringify(NOVEMBER)}`, `${a}2026-11`])
        expect(keyOf(tenant("acme"), sms, spelled, NOVEMBER)).not.toBe(persistent);
      expect(keyOf(tenant("acme"), directline, `${a}","${b}`, NOVEMBER)).not.toBe(
        keyOf(tenant("acme"), directline, a, NOVEMBER),
      );
    }),
  );
});

test("under another secret every id has another key", () => {
  const other = keysUnder(8);
  fc.assert(
    fc.property(hostileId, (id) => {
      const channel = channelNamed("lcw");
      expect(other.keyOf(tenant("acme"), channel, id, NOVEMBER)).not.toBe(
        keyOf(tenant("acme"), channel, id, NOVEMBER),
      );
    }),
  );
});
