import type { Attempt } from "../../../shared/application/notifications/sending.ts";
import { mustHold } from "../violation.ts";
import type { FollowedDelivery } from "./followed-deliveries.ts";
import type { FollowedEvent } from "./followed-events.ts";
import { handlingNow } from "./handling.ts";

/** What an attempt that leaves is held against. */
export type SendTerms = {
  readonly nowMs: () => number;
  readonly skewMsMax: number;
  readonly deliveryOf: (receiver: string, id: string) => FollowedDelivery | undefined;
  readonly eventOf: (id: string) => FollowedEvent | undefined;
  readonly disabledSince: (receiver: string) => number | undefined;
};

const MINUTE_MS = 60_000;

/** Checks attempts as they leave, and counts them. */
export const createSendChecks = (terms: SendTerms) => {
  let sent = 0;
  return {
    sent: () => sent,
    check: (receiver: string, attempt: Attempt): void => {
      sent++;
      checkSend(terms, receiver, attempt);
    },
  };
};

const checkSend = (terms: SendTerms, receiver: string, { id, body }: Attempt): void => {
  const handling = handlingNow();
  const delivery = terms.deliveryOf(receiver, id);
  const event = terms.eventOf(id);
  const facts = () => ({ receiver, id, body, handling, delivery, event, nowMs: terms.nowMs() });
  mustHold(delivery?.row !== undefined, "what is sent has a delivery, under the id of its event", facts);
  mustHold(handling !== undefined, "nothing is sent but for a message", facts);
  if (delivery === undefined || handling === undefined) return;
  const { timestamp, ...content } = body;
  const isTold = event?.at === timestamp && event.content === JSON.stringify(content);
  mustHold(isTold, "what is sent is what the event tells", facts);
  const disabledSince = terms.disabledSince(receiver);
  const isDisabled = disabledSince !== undefined && disabledSince < handling.step;
  mustHold(!isDisabled, "an endpoint that was disabled gets nothing more", facts);
  const booking = delivery.bookings.find(({ step, isSent }) => step > handling.step && !isSent);
  mustHold(booking !== undefined, "an attempt is booked before it is sent", facts);
  if (booking) booking.isSent = true;
  const one = { atMs: terms.nowMs(), startedMs: handling.startedMs };
  const apartMs = MINUTE_MS - 2 * terms.skewMsMax;
  // Whichever of the two was booked later began to be sent once the other's minute had passed.
  const isApart = delivery.sends.every(
    (other) => one.atMs >= other.startedMs + apartMs || other.atMs >= one.startedMs + apartMs,
  );
  mustHold(isApart, "no two attempts of a delivery within a minute", facts);
  delivery.sends.push(one);
};
