import type { IncomingHttpHeaders } from "node:http";

const RETRY_AFTER_MAX_MS = 24 * 60 * 60 * 1_000;
const SECONDS = /^\d+$/;
// The one form that is sent today. Others carry no zone, or would be read by this machine's own.
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * How long an answer asks to wait, from 0 to 24 h; undefined where it does not say. A date is measured against
 * the answer's own `Date`, so that the clocks need not agree; without one it says nothing.
 */
export const retryAfterMsOf = (headers: IncomingHttpHeaders): number | undefined => {
  const text = headers["retry-after"]?.trim() ?? "";
  if (SECONDS.test(text)) return bounded(Number(text) * 1_000);
  const waitMs = epochMsOf(text) - epochMsOf(headers.date ?? "");
  return Number.isNaN(waitMs) ? undefined : bounded(waitMs);
};

const epochMsOf = (text: string): number => (HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN);

const bounded = (waitMs: number): number => Math.min(Math.max(0, waitMs), RETRY_AFTER_MAX_MS);
