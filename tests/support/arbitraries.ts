import fc from "fast-check";
import type { Invocation } from "../../shared/domain/invocation.ts";
import { endOf, type Instant, instant, startOf } from "../../shared/domain/period.ts";
import { isBotId } from "../../shared/domain/report.ts";
import type { CountedRow, ExcludedRow } from "../../shared/domain/row.ts";
import { channelNamed, countedRow, excludedRow, given, keyNumber, month } from "./values.ts";

/** The months that rows and invocations lie in, so that they meet. */
export const MONTHS = ["2026-10", "2026-11", "2026-12"].map(month);

/** Any instant of the months, their edges more often than chance would have it, and few enough to tie. */
export const someInstant: fc.Arbitrary<Instant> = fc
  .tuple(
    fc.constantFrom(...MONTHS),
    fc.constantFrom(0, 1, 86_399_999, 86_400_000, -1, -2),
    fc.nat({ max: 2 }),
  )
  .map(([period, offset, days]) => {
    const base = offset < 0 ? endOf(period) : startOf(period);
    return given(instant(base + offset + (offset < 0 ? -days : days) * 86_400_000));
  });

/** Names that languages, tables and delimiters trip over, and any other that a bot can have. */
export const hostileBotId: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom("__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "length", "0", "-1"),
  fc.constantFrom('"', "\\", "'", "|", "bot|x", "🤖", "日本", "other", "sessions", " ", "\u2028", "]],[["),
  fc.string({ unit: "binary", minLength: 1, maxLength: 128 }).filter(isBotId),
);

/** Few bots, so that they meet. */
export const someBot = fc.constantFrom("bot-a", "bot-b", "bot-c");
/** Two channels of Omnichannel, which share conversations. */
export const someChannel = fc.constantFrom("lcw", "omnichannel").map(channelNamed);
const somePhase = fc.constantFrom("start", "during", "end");

const common = fc.record(
  { botId: someBot, channel: someChannel, at: someInstant, phase: somePhase, escalated: fc.boolean() },
  { requiredKeys: ["botId", "channel", "at"] },
);

/** The row of one counting invocation of the one conversation. */
export const invokedRow: fc.Arbitrary<CountedRow> = common.map((but) => countedRow(but));

/** The row of one invocation of it that is excluded. */
export const excludedByRow: fc.Arbitrary<ExcludedRow> = fc
  .tuple(
    common,
    fc.constantFrom<Partial<Invocation>>(
      { environment: "test" },
      { role: "smart-assist" },
      { role: "smart-assist", roleEvidence: "channelData.tags = smartbot" },
      { channel: channelNamed("telephony") },
      { botKind: "copilot-studio" },
      { botKind: "other" },
    ),
  )
  .map(([but, why]) => excludedRow({ ...but, ...why }));

/** Any stored counted row: of any key, with any bots. */
export const anyCountedRow: fc.Arbitrary<CountedRow> = fc
  .tuple(
    invokedRow,
    fc.uniqueArray(hostileBotId, { minLength: 1, maxLength: 5 }),
    fc.boolean(),
    fc.nat({ max: 99 }),
  )
  .map(([row, bots, late, key]) => ({
    ...row,
    key: keyNumber(key),
    bot: given(bots[0]),
    bots: [...bots].sort(),
    late,
  }));

/** Any stored exclusion. */
export const anyExcludedRow: fc.Arbitrary<ExcludedRow> = fc
  .tuple(excludedByRow, hostileBotId, fc.boolean(), fc.nat({ max: 99 }))
  .map(([row, bot, late, key]) => ({ ...row, key: keyNumber(key), bot, late }));
