import * as z from "zod";
import { BOT_KINDS, ENVIRONMENTS, PHASES, ROLES } from "../domain/invocation.ts";
import { isBotId, type Report } from "../domain/report.ts";
import type { Reading } from "./adapter.ts";
import { inputFaultsOf } from "./input-faults.ts";
import { channelText, conversationIdText, instantText } from "./input-texts.ts";

/** The CloudEvents type of an invocation. */
export const INVOCATION_EVENT = "botmeter.invocation.v1";

const invocation = z.strictObject({
  conversationId: conversationIdText,
  botId: z.string().refine(isBotId, "must be 1-128 well-formed characters without controls"),
  channel: channelText,
  at: instantText.optional(),
  phase: z.enum(PHASES).optional(),
  escalated: z.boolean().default(false),
  role: z.enum(ROLES).default("chatbot"),
  botKind: z.enum(BOT_KINDS).default("bot-framework"),
  environment: z.enum(ENVIRONMENTS).default("production"),
});

// Loose: extension attributes belong to the envelope's standard; an unknown field in `data` is a mistake.
const cloudEvent = z.looseObject({
  specversion: z.literal("1.0"),
  type: z.literal(INVOCATION_EVENT),
  source: z.string().min(1),
  id: z.string().min(1),
  time: instantText.optional(),
  data: invocation,
});

/** Reads an invocation as a sender of our own form tells it. */
export const fromNative = (item: unknown): Reading => readingOf(invocation.safeParse(item), (sent) => sent);

/** Reads an invocation in a CloudEvent, whose time is meant where its data have none. */
export const fromCloudEvent = (item: unknown): Reading =>
  readingOf(cloudEvent.safeParse(item), ({ data, time }) => ({ ...data, at: data.at ?? time }));

const readingOf = <Sent>(
  parsed: z.ZodSafeParseResult<Sent>,
  invocationOf: (sent: Sent) => z.output<typeof invocation>,
): Reading =>
  parsed.success
    ? { reading: "invocation", report: toReport(invocationOf(parsed.data)) }
    : { reading: "invalid", faults: inputFaultsOf(parsed.error) };

const toReport = ({ at, phase, ...rest }: z.output<typeof invocation>): Report => ({
  ...rest,
  ...(at === undefined ? {} : { at }),
  ...(phase === undefined ? {} : { phase }),
});
