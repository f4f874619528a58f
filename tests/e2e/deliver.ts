import * as z from "zod";
import type { Called } from "./api.ts";
import type { Delivery } from "./deliveries.ts";

/** What became of all deliveries, each acknowledged in the end. */
export type Delivered = {
  readonly decisions: readonly { readonly conversationId: string; readonly decision: string }[];
  /** Conversations of which some call had no answer, or was answered 503. */
  readonly lost: ReadonlySet<string>;
};

type Send = (delivery: Delivery, attempt: number, done: number) => Promise<Called>;

const ATTEMPTS_MAX = 50;
const decisionSchema = z.object({ decision: z.string() });

/** Sends every delivery by so many clients at once, each again until it is acknowledged. `done` counts acknowledgements. */
export const deliver = async (
  deliveries: readonly Delivery[],
  clients: number,
  send: Send,
): Promise<Delivered> => {
  const decisions: { conversationId: string; decision: string }[] = [];
  const lost = new Set<string>();
  const next = deliveries.values();
  const one = async (delivery: Delivery): Promise<void> => {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const called = await send(delivery, attempt, decisions.length).catch(() => undefined);
      if (called?.status === 200) {
        const { decision } = decisionSchema.parse(called.json);
        decisions.push({ conversationId: delivery.conversationId, decision });
        return;
      }
      if (called !== undefined && called.status !== 503) throw new Error(`Answered ${called.status}.`);
      lost.add(delivery.conversationId);
    }
    throw new Error("A delivery was never acknowledged.");
  };
  const client = async (): Promise<void> => {
    for (const delivery of next) await one(delivery);
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { decisions, lost };
};
