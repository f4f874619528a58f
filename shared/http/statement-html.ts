import type { ShownStatement } from "../application/statements.ts";
import type { Statement } from "../domain/statement.ts";
import { PAGE_STYLE } from "./statement-style.ts";

/** Text that is HTML already. */
type Markup = { readonly markup: string };
type Value = string | number | Markup | readonly Markup[];

/** One page to read or print: all of the statements, nothing loaded from elsewhere, no script. */
export const statementsToHtml = (title: string, all: readonly ShownStatement[]): string => {
  const articles = all.length > 0 ? all.map(articleOf) : html`<p>No month is closed yet.</p>`;
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${{ markup: PAGE_STYLE }}</style>
</head>
<body>
<h1>${title}</h1>
${articles}
</body>
</html>
`;
  return markup;
};

const articleOf = ({ statement, lateSessions }: ShownStatement): Markup => {
  const { period, granted, used, unused, overage, grants, excluded } = statement;
  const totals = [
    ["Granted", granted],
    ["Used", used],
    ["Unused, expired with the month", unused],
    ["Overage", overage],
    ["Late, reported after the close and in no other figure", lateSessions],
  ] as const;
  return html`<article>
<h2>${period}</h2>
${table("Sessions", ["Total", "Sessions"], totals)}
${table(
  "Grants",
  ["Kind", "Quantity", "Sessions"],
  Object.entries(grants).map(([kind, { quantity, sessions }]) => [kind, quantity, sessions]),
)}
${byName("By day", "Day", statement.byDay)}
${byName("By channel", "Channel", statement.byChannel)}
${byName("By bot (a session with two bots is in the figure of each)", "Bot", statement.byBot)}
${table("Excluded", ["Reason", "Conversations"], Object.entries(excluded))}
${evidenceOf(statement)}
</article>
`;
};

/** What the statement was made under, and what proves that it is still the same. */
const evidenceOf = ({ pack, graceHours, closedAt, hash, previousHash }: Statement): Markup => {
  const rows = [
    ["Rule pack", pack],
    ["Grace", `${graceHours} hours`],
    ["Closed at", closedAt],
    ["Hash (SHA-256)", hash],
    ["Hash of the statement before", previousHash ?? "none, this is the first"],
  ] as const;
  return html`<table>
<caption>Evidence</caption>
<tbody>${rows.map(
    ([name, text]) => html`<tr><th scope="row">${name}</th><td><code>${text}</code></td></tr>
`,
  )}</tbody>
</table>`;
};

const byName = (
  caption: string,
  column: string,
  all: readonly { readonly name: string; readonly sessions: number }[],
): Markup =>
  table(
    caption,
    [column, "Sessions"],
    all.map(({ name, sessions }) => [name, sessions]),
  );

type Row = readonly [string, ...(readonly number[])];

const table = (
  caption: string,
  [first, ...others]: readonly [string, ...string[]],
  rows: readonly Row[],
): Markup =>
  rows.length === 0
    ? html`<p>${caption}: none</p>`
    : html`<table>
<caption>${caption}</caption>
<thead><tr><th scope="col">${first}</th>${others.map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>${rows.map(rowOf)}</tbody>
</table>`;

// Names come from outside: `bdi` keeps one that is written from right to left from turning its line around.
const rowOf = ([name, ...figures]: Row): Markup =>
  html`<tr><th scope="row"><bdi>${name}</bdi></th>${figures.map((figure) => html`<td class="number">${figure}</td>`)}</tr>
`;

/** Everything but markup is escaped, so that it can stand in text and in quoted attributes. */
const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Markup => ({
  markup: parts.reduce((text, part, index) => `${text}${markupOf(values[index - 1] ?? "")}${part}`),
});

const markupOf = (value: Value): string => {
  if (typeof value === "string" || typeof value === "number") return escaped(String(value));
  return "markup" in value ? value.markup : value.map(({ markup }) => markup).join("");
};

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
