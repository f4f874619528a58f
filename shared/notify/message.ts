import { oneLine } from "./words.ts";

/** A figure or a name beside the text. */
export type Fact = { readonly label: string; readonly value: string };

/** An event in words for people. Plain text without line ends; each kind of endpoint escapes it for itself. */
export type Message = {
  readonly title: string;
  readonly lines: readonly string[];
  readonly facts: readonly Fact[];
  /** http or https. */
  readonly link?: { readonly label: string; readonly url: string };
};

// Cut off rather than refused: a receiver that refused a text would never be told.
const TITLE_MAX = 150;
const LINE_MAX = 300;
const LINES_MAX = 20;
const URL_LENGTH_MAX = 2_000;

/** The message within what every kind of endpoint takes: a title of 150 UTF-16 units, 20 lines and facts of 300. */
export const fitting = ({ title, lines, facts, link }: Message): Message => ({
  title: oneLine(title, TITLE_MAX),
  lines: lines.slice(0, LINES_MAX).map((line) => oneLine(line, LINE_MAX)),
  facts: facts.map(({ label, value }) => ({ label, value: oneLine(value, LINE_MAX) })),
  ...(link && isWebAddress(link.url) ? { link } : {}),
});

const isWebAddress = (url: string): boolean =>
  url.length <= URL_LENGTH_MAX && /^https?:$/.test(URL.parse(url)?.protocol ?? "");
