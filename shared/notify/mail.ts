import type { Transporter } from "nodemailer";
import type { Attempt, SendResult } from "../application/notifications/sending.ts";
import { type After, ATTEMPT_MS, withinAttempt } from "./deadline.ts";
import { mailContent } from "./mail-content.ts";
import { messageOf } from "./message-of.ts";

/** The operator's mail server: `smtp[s]://user:password@host:port`, trusted as it is set; and the sender's address. */
export type MailSettings = { readonly smtpUrl: string; readonly from: string };

/** Mails an attempt to all of `to`, in one message. Rejects only on a fault of ours. */
export type SendMail = (to: readonly string[], attempt: Attempt) => Promise<SendResult>;

/**
 * Delivered once the server took the mail for one recipient or more: another attempt would mail those again. A
 * mail refused for good (5xx) failed like any other, since a mailbox may come back. An attempt repeated
 * after its answer was lost has the same Message-ID, by which mailboxes drop the second.
 */
export const createSendMail = ({ smtpUrl, from }: MailSettings, timers: After): SendMail => {
  let opening: Promise<Transporter> | undefined;
  return async (to, attempt) => {
    opening ??= openTransport(smtpUrl);
    const transport = await opening;
    const mail = {
      from,
      // As objects: a text with a comma in it would be parsed as several addresses.
      to: to.map((address) => ({ name: "", address })),
      messageId: messageIdOf(attempt.id, from),
      date: new Date(attempt.at),
      // Keeps out-of-office replies away.
      headers: { "Auto-Submitted": "auto-generated" },
      ...mailContent(messageOf(attempt.body)),
    };
    return await withinAttempt(timers, async (signal) => {
      try {
        await transport.sendMail({ ...mail, signal });
        return { outcome: "delivered" };
      } catch (fault) {
        return failureOf(fault);
      }
    });
  };
};

/** Imported here alone: mail is a chunk of its own that an app without a mail server never loads. */
const openTransport = async (url: string): Promise<Transporter> => {
  const { createTransport } = await import("nodemailer");
  return createTransport({
    url,
    connectionTimeout: ATTEMPT_MS,
    greetingTimeout: ATTEMPT_MS,
    socketTimeout: ATTEMPT_MS,
    dnsTimeout: ATTEMPT_MS,
    // Nothing in a mail may read a file or fetch a URL.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
};

const messageIdOf = (id: string, from: string): string => {
  const [, domain = "botmeter.invalid"] = /@([A-Za-z0-9.-]+)>?\s*$/.exec(from) ?? [];
  return `<${id.replace(/[^A-Za-z0-9_-]/g, "")}@${domain}>`;
};

const REASONS: Readonly<Record<string, string>> = {
  EABORT: "timeout",
  ETIMEDOUT: "timeout",
  EDNS: "dns",
  ETLS: "tls",
  EREQUIRETLS: "tls",
  EAUTH: "mail login",
  ENOAUTH: "mail login",
  EENVELOPE: "mail addresses",
  ECONNECTION: "connection closed",
  ESOCKET: "connection failed",
  EPROTOCOL: "bad answer",
};

const failureOf = (fault: unknown): SendResult => {
  if (!(fault instanceof Error)) return { outcome: "failed", reason: "mail" };
  if ("responseCode" in fault && typeof fault.responseCode === "number")
    return { outcome: "failed", status: fault.responseCode, reason: `status ${fault.responseCode}` };
  const code = "code" in fault ? String(fault.code) : "";
  return { outcome: "failed", reason: REASONS[code] ?? "mail" };
};
