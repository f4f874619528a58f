import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { messageOf } from "../../shared/notify/message-of.ts";
import { slackPayload } from "../../shared/notify/slack.ts";
import { teamsPayload } from "../../shared/notify/teams.ts";
import { bodyOf, EVENTS, messageOfType } from "../support/notified-events.ts";

// Strict: what the documentation does not name is refused, so a misspelt property is not passed over.
const textRun = z.strictObject({
  type: z.literal("TextRun"),
  text: z.string().min(1),
  weight: z.enum(["Lighter", "Default", "Bolder"]).optional(),
  size: z.enum(["Default", "Small", "Medium", "Large", "ExtraLarge"]).optional(),
});
const teamsSchema = z.strictObject({
  type: z.literal("message"),
  attachments: z
    .array(
      z.strictObject({
        contentType: z.literal("application/vnd.microsoft.card.adaptive"),
        contentUrl: z.null(),
        content: z.strictObject({
          $schema: z.literal("http://adaptivecards.io/schemas/adaptive-card.json"),
          type: z.literal("AdaptiveCard"),
          version: z.enum(["1.0", "1.1", "1.2", "1.3", "1.4"]),
          fallbackText: z.string().optional(),
          body: z.array(
            z.strictObject({
              type: z.literal("RichTextBlock"),
              spacing: z.enum(["None", "Small", "Default", "Medium", "Large"]).optional(),
              inlines: z.array(textRun).min(1),
            }),
          ),
          actions: z
            .array(
              z.strictObject({
                type: z.literal("Action.OpenUrl"),
                title: z.string().min(1),
                url: z.url({ protocol: /^https?$/ }),
              }),
            )
            .max(5),
        }),
      }),
    )
    .length(1),
});
const TEAMS_BYTES_MAX = 28 * 1_024;

const plainText = (lengthMax: number) =>
  z.strictObject({
    type: z.literal("plain_text"),
    text: z.string().min(1).max(lengthMax),
    emoji: z.boolean().optional(),
  });
const section = z.union([
  z.strictObject({ type: z.literal("section"), text: plainText(3_000) }),
  z.strictObject({ type: z.literal("section"), fields: z.array(plainText(2_000)).min(1).max(10) }),
  z.strictObject({
    type: z.literal("section"),
    // The one text that is formatted: a link, with nothing in it that could end it early.
    text: z.strictObject({
      type: z.literal("mrkdwn"),
      text: z
        .string()
        .max(3_000)
        .regex(/^<https?:\/\/[^<>|\s]+\|[^<>|]+>$/),
      verbatim: z.literal(true),
    }),
  }),
]);
const slackSchema = z.strictObject({
  text: z.string().min(1).max(4_000),
  mrkdwn: z.literal(false),
  unfurl_links: z.literal(false),
  blocks: z
    .array(z.union([z.strictObject({ type: z.literal("header"), text: plainText(150) }), section]))
    .min(1)
    .max(50),
});

const bytesOf = (payload: string): number => Buffer.byteLength(payload);
const hostile = [
  "<!channel> <@U1> <https://evil.example|click> & </p><script>alert(1)</script>",
  "[click](https://evil.example) **bold** _it_ `code` ![x](https://evil.example/x.png)",
  "line\r\nBcc: other@evil.example\n.\r\n\u202eevil\u0000\u2028end",
];

describe("the card for Teams", () => {
  it.each(EVENTS)("is as the documentation has it: $type", (event) => {
    teamsSchema.parse(JSON.parse(teamsPayload(messageOf(bodyOf(event)))));
  });

  it.each(hostile)("keeps the words of others in text runs, where nothing is formatted: %j", (bot) => {
    const card = teamsSchema.parse(JSON.parse(teamsPayload(messageOfType("lint.auth-card", { bot }))));
    const shown = card.attachments[0]?.content.body.flatMap(({ inlines }) => inlines.map(({ text }) => text));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    for (const text of shown ?? []) expect(text).not.toMatch(/[\u0000-\u001f\u2028\u202e]/);
  });
});

describe("the message for Slack", () => {
  it.each(EVENTS)("is as the documentation has it: $type", (event) => {
    slackSchema.parse(JSON.parse(slackPayload(messageOf(bodyOf(event)))));
  });

  it.each(hostile)("lets nobody mention, link or format: %j", (bot) => {
    const { blocks, text } = slackSchema.parse(
      JSON.parse(slackPayload(messageOfType("lint.auth-card", { bot }))),
    );
    const shown = blocks.flatMap((block) => {
      if ("fields" in block) return block.fields.map((field) => field.text);
      return block.type === "section" ? [block.text.text] : [];
    });
    for (const each of [text, ...shown]) expect(each).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
  });

  it("keeps a link whole whatever is in it", () => {
    const link = "https://admin.example/a|b?c=<d>&e=>f|g#h|i";
    const payload = slackPayload(messageOfType("pool.warning", { link }));
    slackSchema.parse(JSON.parse(payload));
    expect(payload).toContain("<https://admin.example/a%7Cb?c=%3Cd%3E&amp;e=%3Ef%7Cg#h%7Ci|Buy add-ons>");
  });
});

describe("a message of the largest event", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 2_000 }),
    fc.constantFrom(
      "&".repeat(2_000),
      '"\\'.repeat(1_000),
      "\ud83d\ude00".repeat(1_000),
      "\ud800".repeat(900),
    ),
    fc.constantFrom(...hostile, "漢".repeat(2_000)),
  );
  const count = fc.nat(Number.MAX_SAFE_INTEGER);

  it("is taken by Teams and Slack, whatever the texts in it", () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 40 }), text, count, count, (steps, bot, p50, p90) => {
        const changes = { steps, forecast: { p50, p90 }, addOnsToBuy: { p50, p90 }, granted: p50, used: p90 };
        const longest = "a".repeat(63);
        const messages = [
          messageOfType("pool.warning", { ...changes, tenantId: longest }),
          messageOfType("lint.auth-card", { bot }),
          messageOfType("endpoint.disabled", { tenantId: longest, endpointId: longest }),
        ];
        for (const message of messages) {
          const card = teamsPayload(message);
          teamsSchema.parse(JSON.parse(card));
          expect(bytesOf(card)).toBeLessThan(TEAMS_BYTES_MAX);
          slackSchema.parse(JSON.parse(slackPayload(message)));
        }
      }),
      { numRuns: 60 },
    );
  });
});
