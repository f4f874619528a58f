import { describe, expect, it } from "vitest";
import { messageOfType, outlook } from "../support/notified-events.ts";

describe("messageOf", () => {
  it("tells how the pool stands, what is expected, what to buy and how", () => {
    expect(messageOfType("pool.warning")).toEqual({
      title: "Bot session pool running low: acme, October 2026",
      lines: [
        "1,234 of 1,500 bot sessions of October 2026 are used (82 %), with 266 left.",
        "Expected by the end of the month: 1,620 sessions; with 90 % certainty, no more than 1,790.",
        "At this rate none are left from 23 October 2026 on.",
        "Buy 2 Chatbot Sessions add-ons to cover what is expected, or 3 Chatbot Sessions add-ons to cover it with 90 % certainty.",
        "To buy add-ons:",
        "1. Open the Microsoft 365 admin center.",
        "2. Go to Billing > Purchase services > Add-ons.",
      ],
      facts: [
        { label: "Tenant", value: "acme" },
        { label: "Month", value: "October 2026" },
        { label: "Granted", value: "1,500" },
        { label: "Used", value: "1,234" },
        { label: "Left", value: "266" },
        { label: "Beyond the pool", value: "0" },
        { label: "Expected (median)", value: "1,620" },
        { label: "Expected (90 %)", value: "1,790" },
        { label: "Add-ons to buy (median)", value: "2" },
        { label: "Add-ons to buy (90 %)", value: "3" },
      ],
      link: { label: "Buy add-ons", url: outlook.link },
    });
  });

  it.each([
    [{ used: 1_500, remaining: 0, overage: 0 }, "All 1,500 bot sessions of October 2026 are used."],
    [
      { used: 1_512, remaining: 0, overage: 12 },
      "All 1,500 bot sessions of October 2026 are used, and 12 more.",
    ],
    [
      { used: 1_499, remaining: 1 },
      "1,499 of 1,500 bot sessions of October 2026 are used (99 %), with 1 left.",
    ],
    [
      { granted: 0, used: 1, remaining: 0, overage: 1 },
      "No bot sessions are granted for October 2026, with 1 session used.",
    ],
  ])("tells of a pool with %j", (figures, line) => {
    expect(messageOfType("pool.exhausted", figures).lines[0]).toBe(line);
  });

  it.each([
    [{ p50: 0, p90: 0 }, "The pool covers what is expected: no add-ons need to be bought."],
    [
      { p50: 0, p90: 1 },
      "The pool covers what is expected; buy 1 Chatbot Sessions add-on to cover it with 90 % certainty.",
    ],
    [
      { p50: 1, p90: 1_000 },
      "Buy 1 Chatbot Sessions add-on to cover what is expected, or 1,000 Chatbot Sessions add-ons to cover it with 90 % certainty.",
    ],
  ])("tells of add-ons to buy: %j", (addOnsToBuy, line) => {
    expect(messageOfType("pool.forecast", { addOnsToBuy }).lines).toContain(line);
  });

  it("does not say when a pool runs dry that is dry already, or when nobody knows", () => {
    const { p50, p90 } = outlook.forecast;
    for (const message of [
      messageOfType("pool.exhausted"),
      messageOfType("pool.warning", { forecast: { p50, p90 } }),
    ])
      expect(message.lines.join("\n")).not.toMatch(/At this rate/);
  });

  it.each([
    [
      "pool.recovered",
      {},
      "Bot session pool recovered: acme, October 2026",
      "The pool was enlarged, which ends the alert that it was exhausted.",
    ],
    ["period.closed", {}, "Bot sessions of October 2026 closed: acme", "90 sessions expired unused."],
    [
      "period.closed",
      { overage: 7 },
      "Bot sessions of October 2026 closed: acme",
      "7 sessions went beyond the pool.",
    ],
    [
      "period.late-session",
      { lateSessions: 1 },
      "Late bot sessions for October 2026: acme",
      "1 bot session of October 2026 came in after the month was closed.",
    ],
    [
      "lint.auth-card",
      {},
      "A bot sent an authentication card: acme",
      "The bot sales-bot sent an authentication card.",
    ],
    [
      "source.silent",
      {},
      "Source lcw-eu is silent: acme",
      "Nothing came from the source lcw-eu since 12 October 2026 at 10:05 UTC.",
    ],
    [
      "endpoint.disabled",
      {},
      "Endpoint ops is disabled: acme",
      "The receiver of the endpoint ops answered that it is gone for good (410).",
    ],
    [
      "endpoint.disabled",
      { reason: "failing" },
      "Endpoint ops is disabled: acme",
      "Deliveries to the endpoint ops have been failing for days.",
    ],
    ["ping", {}, "Test of the endpoint ops: acme", "This is a test. Notifications reach this endpoint."],
  ] as const)("tells of %s with %j", (type, changes, title, line) => {
    const message = messageOfType(type, changes);
    expect(message.title).toBe(title);
    expect(message.lines).toContain(line);
  });

  it.each(["javascript:alert(1)", "not a url", "", `https://admin.example/${"x".repeat(2_000)}`])(
    "makes no link of %.30j",
    (link) => {
      expect(messageOfType("pool.warning", { link }).link).toBeUndefined();
    },
  );

  it.each([
    ["a\ud800b", "The bot a\ufffdb sent an authentication card."],
    ["\u200b\r\n", "The bot sent an authentication card."],
    ["a\u202eb\u0000c\u2029d", "The bot a b c d sent an authentication card."],
  ])("shows nothing that cannot be seen: %j", (bot, line) => {
    expect(messageOfType("lint.auth-card", { bot }).lines[0]?.replace(/ +/g, " ")).toBe(line);
  });

  it("cuts what is too long, and never half a character", () => {
    const [line] = messageOfType("lint.auth-card", { bot: "\ud83d\ude00".repeat(500) }).lines;
    expect(line).toHaveLength(300);
    expect(line?.isWellFormed()).toBe(true);
    expect(line).toMatch(/…$/);
  });

  it("says the same of every month in English, whatever the machine's language and time zone", () => {
    const months = Array.from({ length: 12 }, (_, index) => `2026-${String(index + 1).padStart(2, "0")}`);
    const titles = months.map((period) => messageOfType("period.closed", { period }).title);
    expect(titles[0]).toBe("Bot sessions of January 2026 closed: acme");
    expect(titles[11]).toBe("Bot sessions of December 2026 closed: acme");
    expect(new Set(titles).size).toBe(12);
  });
});
