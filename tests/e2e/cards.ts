import * as z from "zod";

// Strict: a receiver that refuses what its documentation does not name would never be told.
const textRun = z.strictObject({
  type: z.literal("TextRun"),
  text: z.string().min(1),
  weight: z.enum(["Lighter", "Default", "Bolder"]).optional(),
  size: z.enum(["Default", "Small", "Medium", "Large", "ExtraLarge"]).optional(),
});
const adaptiveCard = z.strictObject({
  $schema: z.literal("http://adaptivecards.io/schemas/adaptive-card.json"),
  type: z.literal("AdaptiveCard"),
  version: z.literal("1.4"),
  fallbackText: z.string().min(1),
  body: z
    .array(
      z.strictObject({
        type: z.literal("RichTextBlock"),
        spacing: z.enum(["None", "Small", "Default", "Medium", "Large"]),
        inlines: z.array(textRun).min(1),
      }),
    )
    .min(1),
  actions: z.array(
    z.strictObject({ type: z.literal("Action.OpenUrl"), title: z.string().min(1), url: z.url() }),
  ),
});

/**
 * What a webhook of Teams' Workflows app takes.
 * Source: Microsoft Learn, "Create and send messages" (Workflows), and the Adaptive Cards schema.
 */
export const TEAMS_MESSAGE = z.strictObject({
  type: z.literal("message"),
  attachments: z.tuple([
    z.strictObject({
      contentType: z.literal("application/vnd.microsoft.card.adaptive"),
      contentUrl: z.null(),
      content: adaptiveCard,
    }),
  ]),
});

const plainText = (lengthMax: number) =>
  z.strictObject({
    type: z.literal("plain_text"),
    text: z.string().min(1).max(lengthMax),
    emoji: z.boolean(),
  });
const link = z.strictObject({
  type: z.literal("mrkdwn"),
  text: z.string().regex(/^<https?:\/\/[^<>|\s]+\|[^<>|]+>$/),
  verbatim: z.literal(true),
});

/**
 * What an incoming webhook of Slack takes.
 * Source: docs.slack.dev, "Sending messages using incoming webhooks" and "Block Kit".
 */
export const SLACK_MESSAGE = z.strictObject({
  text: z.string().min(1),
  mrkdwn: z.boolean(),
  unfurl_links: z.boolean(),
  blocks: z
    .array(
      z.union([
        z.strictObject({ type: z.literal("header"), text: plainText(150) }),
        z.strictObject({ type: z.literal("section"), text: z.union([plainText(3_000), link]) }),
        z.strictObject({ type: z.literal("section"), fields: z.array(plainText(2_000)).min(1).max(10) }),
      ]),
    )
    .min(1)
    .max(50),
});
