import type { Attempt, Send, SendResult, Target } from "../application/notifications/sending.ts";
import { type After, REAL_TIME } from "./deadline.ts";
import { createSendMail, type MailSettings, type SendMail } from "./mail.ts";
import { messageOf } from "./message-of.ts";
import type { Outbound, PostResult } from "./outbound.ts";
import { slackPayload } from "./slack.ts";
import { teamsPayload } from "./teams.ts";
import { type Payload, webhookPayload } from "./webhook.ts";

type SendSettings = {
  readonly outbound: Outbound;
  /** Without it no e-mail is sent. */
  readonly mail?: MailSettings;
  readonly timers?: After;
};

/** Sends to every kind of endpoint. Tells neither addresses nor what a receiver answered. */
export const createSend = ({ outbound, mail, timers = REAL_TIME }: SendSettings): Send => {
  const sendMail = mail && createSendMail(mail, timers);
  return async (target, attempt) => {
    try {
      return await sendTo(target, attempt, outbound, sendMail);
    } catch {
      // A fault may quote a URL or a secret, and the port never rejects; the delivery's log shows that it was one.
      return { outcome: "failed", reason: "fault" };
    }
  };
};

const sendTo = async (
  target: Target,
  attempt: Attempt,
  outbound: Outbound,
  sendMail: SendMail | undefined,
): Promise<SendResult> => {
  const post = async (url: string, { headers, body }: Payload): Promise<SendResult> =>
    toSendResult(await outbound.post(url, headers, body));
  switch (target.kind) {
    case "webhook":
      return await post(target.url, webhookPayload(attempt, target.secrets));
    case "teams":
      return await post(target.url, jsonPayload(teamsPayload(messageOf(attempt.body))));
    case "slack":
      return await post(target.url, jsonPayload(slackPayload(messageOf(attempt.body))));
    case "email":
      return sendMail
        ? await sendMail(target.to, attempt)
        : { outcome: "failed", reason: "no mail server is set" };
  }
};

const jsonPayload = (body: string): Payload => ({ headers: { "content-type": "application/json" }, body });

const toSendResult = (result: PostResult): SendResult => {
  // An address is refused for now only: what a name resolves to changes, and so do settings.
  if (result.outcome === "refused") return { outcome: "failed", reason: result.reason };
  if (result.outcome !== "answered") return result;
  const { status, retryAfterMs } = result;
  if (status >= 200 && status < 300) return { outcome: "delivered", status };
  if (status === 410) return { outcome: "gone", status };
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  return { outcome: "failed", status, reason: `status ${status}`, ...wait };
};
