import type { Message } from "./message.ts";
import { escapeHtml } from "./words.ts";

/** What a mail says, as plain text and as HTML. */
export type MailContent = { readonly subject: string; readonly text: string; readonly html: string };

/** The message as a mail. The title has no line ends, so it cannot add headers. */
export const mailContent = ({ title, lines, facts, link }: Message): MailContent => ({
  subject: title,
  text: [
    title,
    ...lines,
    facts.map(({ label, value }) => `${label}: ${value}`).join("\n"),
    ...(link ? [`${link.label}: ${link.url}`] : []),
  ].join("\n\n"),
  html: [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head><body>`,
    `<h1>${escapeHtml(title)}</h1>`,
    ...lines.map((line) => `<p>${escapeHtml(line)}</p>`),
    "<table>",
    ...facts.map(
      ({ label, value }) =>
        `<tr><th scope="row" align="left">${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`,
    ),
    "</table>",
    ...(link ? [`<p><a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a></p>`] : []),
    "</body></html>",
  ].join("\n"),
});
