import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Attempt, Send } from "../../shared/application/notifications/sending.ts";
import type { EventBody } from "../../shared/domain/event.ts";
import { type TenantId, tenantId } from "../../shared/domain/ids.ts";
import { type Instant, type Period, parseInstant, parsePeriod } from "../../shared/domain/period.ts";
import { mailContent } from "../../shared/notify/mail-content.ts";
import { messageOf } from "../../shared/notify/message-of.ts";
import { createOutbound } from "../../shared/notify/outbound.ts";
import { createSend } from "../../shared/notify/send.ts";
import { type MailServer, startMailServer, startReceiver } from "../support/receivers.ts";
import { virtualTimers } from "../support/virtual-timers.ts";

const bodyWith = (bot: string): EventBody => ({
  type: "lint.auth-card",
  timestamp: "2026-10-14T09:30:00.000Z",
  data: { tenantId: tenantId("acme") as TenantId, period: parsePeriod("2026-10") as Period, bot },
});
const attempt: Attempt = {
  id: "msg_2gq-Kx_9SDJpkzJYbmgE4oyO",
  at: parseInstant("2026-10-14T09:30:00.000Z") as Instant,
  body: bodyWith("sales-bot"),
};
const to = ["ops@acme.example", "team@acme.example"];
const from = "Botmeter <botmeter@meter.example>";
const outbound = createOutbound({ allowLoopback: false });

let server: MailServer;
let send: Send;
beforeEach(async () => {
  server = await startMailServer();
  send = createSend({ outbound, mail: { smtpUrl: server.url, from } });
});
afterEach(() => server.close());

/** The header lines of the last mail, unfolded, and what follows them, with the lines that were broken made whole. */
const lastMail = () => {
  const raw = server.mails.at(-1)?.raw ?? "";
  const end = raw.indexOf("\r\n\r\n");
  const headers = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, " ")
    .split("\r\n");
  return { headers, content: raw.slice(end).replaceAll("=\r\n", "") };
};

describe("a mail", () => {
  it("reaches every recipient in one message", async () => {
    expect(await send({ kind: "email", to }, attempt)).toEqual({ outcome: "delivered" });
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]).toMatchObject({ from: "botmeter@meter.example", to });
  });

  it("says who sends it, to whom, what it is about and that no person wrote it", async () => {
    await send({ kind: "email", to }, attempt);
    const { headers, content } = lastMail();
    expect(headers).toEqual(
      expect.arrayContaining([
        "From: Botmeter <botmeter@meter.example>",
        "To: ops@acme.example, team@acme.example",
        "Subject: A bot sent an authentication card: acme",
        "Message-ID: <msg_2gq-Kx_9SDJpkzJYbmgE4oyO@meter.example>",
        "Date: Wed, 14 Oct 2026 09:30:00 +0000",
        "Auto-Submitted: auto-generated",
        expect.stringMatching(/^Content-Type: multipart\/alternative/),
      ]),
    );
    expect(content).toContain("Content-Type: text/plain; charset=utf-8");
    expect(content).toContain("The bot sales-bot sent an authentication card.");
    expect(content).toContain("<p>The bot sales-bot sent an authentication card.</p>");
  });

  it("keeps its Message-ID in every attempt", async () => {
    await send({ kind: "email", to }, attempt);
    const first = lastMail().headers.find((line) => line.startsWith("Message-ID"));
    await send({ kind: "email", to }, { ...attempt, at: (attempt.at + 60_000) as Instant });
    expect(server.mails).toHaveLength(2);
    expect(lastMail().headers).toContain(first);
  });

  it.each([
    "x\r\nBcc: other@evil.example",
    "x\nBcc: other@evil.example",
    "x\u2028Bcc: other@evil.example",
    "\r\n.\r\nMAIL FROM:<other@evil.example>",
  ])("gets no header and no recipient from a bot's name: %j", async (bot) => {
    await send({ kind: "email", to }, { ...attempt, body: bodyWith(bot) });
    expect(lastMail().headers.filter((line) => /^bcc|other@/i.test(line))).toEqual([]);
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]?.to).toEqual(to);
  });

  it("takes each address for one recipient, whatever is in it", async () => {
    const strange = ["ops@acme.example, other@evil.example", "ops@acme.example\r\nBcc: other@evil.example"];
    for (const address of strange) {
      await send({ kind: "email", to: [address] }, attempt);
      for (const mail of server.mails) expect(mail.to).not.toContain("other@evil.example");
    }
    expect(server.mails.flatMap(({ raw }) => raw.match(/^bcc:/gim) ?? [])).toEqual([]);
  });
});

describe("the HTML of a mail", () => {
  it("has no element, link or quote from the words of others", () => {
    const { html, text } = mailContent(messageOf(bodyWith(`"><script>alert('1')</script>&amp;<a href=x>`)));
    expect(html.match(/<\/?[a-z!][^>]*>/gi)?.every((tag) => !/script|href/.test(tag))).toBe(true);
    expect(html).toContain("&#34;&#62;&#60;script&#62;alert(&#39;1&#39;)&#60;/script&#62;&#38;amp;");
    expect(text).toContain(`"><script>alert('1')</script>&amp;<a href=x>`);
  });
});

describe("a mail that is not taken", () => {
  it.each([550, 552, 450, 421])("failed, and may be taken later: %i", async (status) => {
    server.answerWith({ refuse: status });
    expect(await send({ kind: "email", to }, attempt)).toEqual({
      outcome: "failed",
      status,
      reason: `status ${status}`,
    });
    server.answerWith("accept");
    expect(await send({ kind: "email", to }, attempt)).toEqual({ outcome: "delivered" });
  });

  it("is delivered all the same where one recipient's mailbox took it", async () => {
    server.answerWith({ refuse: 550, only: "ops@acme.example" });
    expect(await send({ kind: "email", to }, attempt)).toEqual({ outcome: "delivered" });
    expect(server.mails[0]?.to).toEqual(["team@acme.example"]);
  });

  it("failed where the server says nothing for 15 s", async () => {
    const timers = virtualTimers();
    send = createSend({ outbound, mail: { smtpUrl: server.url, from }, timers });
    server.answerWith("hang");
    const result = send({ kind: "email", to }, attempt);
    await server.hanging();
    await timers.pass(15_000);
    expect(await result).toEqual({ outcome: "failed", reason: "timeout" });
  });

  it("failed where no server listens", async () => {
    await server.close();
    expect(await send({ kind: "email", to }, attempt)).toEqual({
      outcome: "failed",
      reason: "connection failed",
    });
    server = await startMailServer();
  });

  it("failed where what listens is no mail server", async () => {
    const web = await startReceiver();
    send = createSend({ outbound, mail: { smtpUrl: `smtps://127.0.0.1:${web.port}`, from } });
    expect(await send({ kind: "email", to }, attempt)).toMatchObject({ outcome: "failed" });
    await web.close();
  });

  it.each(["", "nonsense", "http://127.0.0.1:1/"])(
    "failed where the server's URL is none: %j",
    async (smtpUrl) => {
      send = createSend({ outbound, mail: { smtpUrl, from } });
      expect(await send({ kind: "email", to }, attempt)).toMatchObject({ outcome: "failed" });
    },
  );
});
