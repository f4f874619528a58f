import { describe, expect, it } from "vitest";
import { isBotId, isConversationId } from "../../shared/domain/report.ts";

describe.each([
  ["a conversation's id", isConversationId, 1024],
  ["a bot's id", isBotId, 128],
])("%s", (_, isId, max) => {
  it.each(["a", "28:bot", 'a"],["b', "{}|;=", "日本語", "🤖", " ", "__proto__", "e\u0301"])(
    "can be %j",
    (text) => {
      expect(isId(text)).toBe(true);
    },
  );

  it.each([
    ["nothing", ""],
    ["a NUL", "a\u0000b"],
    ["a line break", "a\nb"],
    ["a delete", "\u007f"],
    ["a C1 control", "\u0085"],
    ["a line separator", "a\u2028b"],
    ["a lone high surrogate", "a\ud83e"],
    ["a lone low surrogate", "\udd16a"],
    ["surrogates in the wrong order", "\udd16\ud83e"],
  ])("can not hold %s", (_what, text) => {
    expect(isId(text)).toBe(false);
  });

  it(`has ${max} characters at the most`, () => {
    expect(isId("x".repeat(max))).toBe(true);
    expect(isId("x".repeat(max + 1))).toBe(false);
  });
});
