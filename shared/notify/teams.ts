import type { Message } from "./message.ts";

/**
 * The message as a webhook of Teams' Workflows app takes it: one Adaptive Card. What comes from outside stands in
 * text runs, which know no Markdown; a text block or a fact set would make links of a bot's name.
 * Below the 28 KB that Teams takes, given the bounds of a message.
 * Source: Microsoft Learn, "Create and send messages" (Workflows) and the Adaptive Cards schema, 1.4.
 */
export const teamsPayload = ({ title, lines, facts, link }: Message): string =>
  JSON.stringify({
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          fallbackText: title,
          body: [
            paragraph([{ text: title, weight: "Bolder", size: "Large" }]),
            ...lines.map((text) => paragraph([{ text }])),
            ...facts.map(({ label, value }) =>
              paragraph([{ text: `${label}: `, weight: "Bolder" }, { text: value }], "Small"),
            ),
          ],
          actions: link ? [{ type: "Action.OpenUrl", title: link.label, url: link.url }] : [],
        },
      },
    ],
  });

type Run = { readonly text: string; readonly weight?: "Bolder"; readonly size?: "Large" };

const paragraph = (runs: readonly Run[], spacing: "Default" | "Small" = "Default") => ({
  type: "RichTextBlock",
  spacing,
  inlines: runs.map((run) => ({ type: "TextRun", ...run })),
});
