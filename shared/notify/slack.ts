import type { Message } from "./message.ts";

/**
 * The message as an incoming webhook of Slack takes it: blocks, and a text for where blocks are not shown. Only
 * plain text objects, so that a bot's name cannot mention a channel or make a link; within Slack's bounds (header
 * 150, section 3,000, field 2,000 characters, 10 fields, 50 blocks) given those of a message.
 * Source: docs.slack.dev, "Sending messages using incoming webhooks", "Block Kit", "Formatting message text".
 */
export const slackPayload = ({ title, lines, facts, link }: Message): string =>
  JSON.stringify({
    text: escapeSlack(title),
    // Else the fallback text is formatted, and links in it are shown at length.
    mrkdwn: false,
    unfurl_links: false,
    blocks: [
      { type: "header", text: { type: "plain_text", text: title, emoji: false } },
      ...lines.map((line) => ({ type: "section", text: plain(line) })),
      { type: "section", fields: facts.map(({ label, value }) => plain(`${label}: ${value}`)) },
      // Not a button: pressing one makes Slack call the app, and warn where it has nothing to call.
      ...(link ? [{ type: "section", text: { type: "mrkdwn", text: anchor(link), verbatim: true } }] : []),
    ],
  });

const plain = (text: string) => ({ type: "plain_text", text: escapeSlack(text), emoji: false }) as const;

const anchor = ({ label, url }: NonNullable<Message["link"]>): string =>
  `<${escapeSlack(new URL(url).href.replaceAll("|", "%7C"))}|${escapeSlack(label)}>`;

const escapeSlack = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
