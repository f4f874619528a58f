import type { Reading } from "../../shared/application/adapter.ts";
import type { Report } from "../../shared/domain/report.ts";
import { at, channelNamed } from "./values.ts";

/** What an adapter reads in an invocation that counts, but for what `but` says. */
export const reading = ({
  iso = "2026-11-25T08:59:00.000Z",
  ...but
}: Partial<Report> & { iso?: string } = {}): Reading => ({
  reading: "invocation",
  report: {
    conversationId: "c1",
    botId: "bot-a",
    channel: channelNamed("lcw"),
    at: at(iso),
    escalated: false,
    role: "chatbot",
    botKind: "bot-framework",
    environment: "production",
    ...but,
  },
});
