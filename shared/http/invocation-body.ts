import * as z from "zod";
import type { Reading } from "../application/adapter.ts";
import { inputFaultsOf } from "../application/input-faults.ts";
import { BOT_KINDS, ENVIRONMENTS, PHASES, ROLES } from "../domain/invocation.ts";
import { isBotId, type Report } from "../domain/report.ts";
import { ok, type Result, refused } from "../domain/result.ts";
import { invalidRequest } from "./handler.ts";
import { type Problem, problem } from "./problem.ts";
import { channelText, conversationIdText, instantText } from "./schemas.ts";

/** The CloudEvents type of an invocation. */
export const INVOCATION_EVENT = "botmeter.invocation.v1";
/** Invocations in one batch at the most. */
export const BATCH_MAX = 100;
const BATCH_MEDIA_TYPE = "application/cloudevents-batch+json";

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

/** What was sent: one item, or a batch that is answered as one. */
export type ReadBatch = { readonly isBatch: boolean; readonly readings: readonly Reading[] };

/** Reads a body of `recordInvocation`: native JSON or CloudEvents (structured, batch), by its media type. */
export const readInvocations = (body: unknown, mediaType: string): Result<ReadBatch, Problem> => {
  const read = mediaType.startsWith("application/cloudevents") ? fromCloudEvent : fromNative;
  if (!Array.isArray(body)) {
    if (mediaType === BATCH_MEDIA_TYPE)
      return refused(invalidRequest([{ path: "", message: "must be an array" }]));
    return ok({ isBatch: false, readings: [read(body)] });
  }
  if (body.length > BATCH_MAX)
    return refused(
      problem("batch-too-large", `At most ${BATCH_MAX} items are recorded at once.`, { max: BATCH_MAX }),
    );
  return ok({ isBatch: true, readings: body.map((item: unknown) => read(item)) });
};

const fromNative = (item: unknown): Reading => readingOf(invocation.safeParse(item), (sent) => sent);

const fromCloudEvent = (item: unknown): Reading =>
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
