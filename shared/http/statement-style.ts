import { createHash } from "node:crypto";

/** The style of a statement's page, for the screen and for paper. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 48rem; padding: 0 1rem; }
article { border-top: 2px solid; margin-top: 2rem; }
table { border-collapse: collapse; margin: 1.5rem 0; width: 100%; }
caption { font-weight: bold; text-align: start; }
th, td { border-bottom: 1px solid #8888; overflow-wrap: anywhere; padding: 0.25rem 0.5rem; text-align: start; vertical-align: top; }
tbody th { font-weight: normal; }
.number { font-variant-numeric: tabular-nums; text-align: end; white-space: nowrap; }
code { overflow-wrap: anywhere; }
@media print {
  :root { color-scheme: light; }
  body { font-size: 10pt; margin: 0; max-width: none; }
  article + article { break-before: page; }
  tr { break-inside: avoid; }
}
`;

const styleHash = createHash("sha256").update(PAGE_STYLE).digest("base64");

/** The page has that one style, and loads, runs, sends and frames nothing. */
export const PAGE_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");
