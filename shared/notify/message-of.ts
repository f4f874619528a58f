import type { EventBody, EventContent } from "../domain/event.ts";
import { fitting, type Message } from "./message.ts";
import { outlookMessage, recoveredMessage } from "./pool-message.ts";
import { counted, monthText, numberText, timeText } from "./words.ts";

type Of<Type extends EventContent["type"]> = Extract<EventContent, { readonly type: Type }>["data"];

/** What people are told of an event, in plain English; up to 10 facts. */
export const messageOf = (body: EventBody): Message => fitting(wordsOf(body));

const wordsOf = (body: EventContent): Message => {
  switch (body.type) {
    case "pool.exhausted":
      return outlookMessage("Bot session pool exhausted", body.data);
    case "pool.warning":
      return outlookMessage("Bot session pool running low", body.data);
    case "pool.forecast":
      return outlookMessage("Bot session pool expected to run out", body.data);
    case "pool.recovered":
      return recoveredMessage(body.data);
    case "period.closed":
      return closedMessage(body.data);
    case "period.late-session":
      return lateMessage(body.data);
    case "lint.auth-card":
      return authCardMessage(body.data);
    case "source.silent":
      return silentMessage(body.data);
    case "endpoint.disabled":
      return disabledMessage(body.data);
    case "ping":
      return pingMessage(body.data);
  }
};

const closedMessage = ({ tenantId, period, ...figures }: Of<"period.closed">): Message => ({
  title: `Bot sessions of ${monthText(period)} closed: ${tenantId}`,
  lines: [
    `${counted(figures.used, "bot session")} used of ${numberText(figures.granted)} granted.`,
    figures.overage > 0
      ? `${counted(figures.overage, "session")} went beyond the pool.`
      : `${counted(figures.unused, "session")} expired unused.`,
  ],
  facts: [
    { label: "Tenant", value: tenantId },
    { label: "Month", value: monthText(period) },
    { label: "Granted", value: numberText(figures.granted) },
    { label: "Used", value: numberText(figures.used) },
    { label: "Expired unused", value: numberText(figures.unused) },
    { label: "Beyond the pool", value: numberText(figures.overage) },
    { label: "Hash of the statement", value: figures.hash },
  ],
});

const lateMessage = ({ tenantId, period, lateSessions }: Of<"period.late-session">): Message => ({
  title: `Late bot sessions for ${monthText(period)}: ${tenantId}`,
  lines: [
    `${counted(lateSessions, "bot session")} of ${monthText(period)} came in after the month was closed.`,
    "The statement does not change; late sessions are shown beside it.",
  ],
  facts: [
    { label: "Tenant", value: tenantId },
    { label: "Month", value: monthText(period) },
    { label: "Late sessions so far", value: numberText(lateSessions) },
  ],
});

const authCardMessage = ({ tenantId, period, bot }: Of<"lint.auth-card">): Message => ({
  title: `A bot sent an authentication card: ${tenantId}`,
  lines: [
    `The bot ${bot} sent an authentication card.`,
    "These cards are not supported in bots integrated with Omnichannel for Customer Service.",
  ],
  facts: [
    { label: "Tenant", value: tenantId },
    { label: "Month", value: monthText(period) },
    { label: "Bot", value: bot },
  ],
});

const silentMessage = ({ tenantId, sourceId, lastSeenAt }: Of<"source.silent">): Message => ({
  title: `Source ${sourceId} is silent: ${tenantId}`,
  lines: [
    `Nothing came from the source ${sourceId} since ${timeText(lastSeenAt)}.`,
    "Sessions that it does not report are not counted: check that it still sends.",
  ],
  facts: [
    { label: "Tenant", value: tenantId },
    { label: "Source", value: sourceId },
    { label: "Last seen", value: timeText(lastSeenAt) },
  ],
});

const disabledMessage = ({ tenantId, endpointId, reason }: Of<"endpoint.disabled">): Message => ({
  title: `Endpoint ${endpointId} is disabled: ${tenantId}`,
  lines: [
    reason === "gone"
      ? `The receiver of the endpoint ${endpointId} answered that it is gone for good (410).`
      : `Deliveries to the endpoint ${endpointId} have been failing for days.`,
    "Events are no longer sent to it.",
  ],
  facts: [
    { label: "Tenant", value: tenantId },
    { label: "Endpoint", value: endpointId },
  ],
});

const pingMessage = ({ tenantId, endpointId }: Of<"ping">): Message => ({
  title: `Test of the endpoint ${endpointId}: ${tenantId}`,
  lines: ["This is a test. Notifications reach this endpoint."],
  facts: [
    { label: "Tenant", value: tenantId },
    { label: "Endpoint", value: endpointId },
  ],
});
