import { seededRandom } from "../simulation/random.ts";

/** One call of a sender: the same invocation can be delivered again. */
export type Delivery = {
  readonly number: number;
  readonly conversationId: string;
  readonly body: {
    readonly conversationId: string;
    readonly botId: string;
    readonly channel: string;
    readonly at: string;
  };
};

const BOTS = ["bot-a", "bot-b", "bot-c"];
const DAY_MS = 24 * 60 * 60 * 1000;

/** Deliveries of so many conversations, in the month of `now` and up to it: other bots, other times, in any order, some twice. */
export const deliveriesOf = (conversations: number, deliveries: number, now: number): readonly Delivery[] => {
  const random = seededRandom(20261125);
  const start = Date.parse(`${new Date(now).toISOString().slice(0, 7)}-01T00:00:00Z`);
  const span = Math.min(now - start, 20 * DAY_MS);
  const all = Array.from({ length: deliveries }, (_, index) => {
    const conversationId = `conversation-${index % conversations}`;
    const at = new Date(start + random.below(span)).toISOString();
    return { conversationId, botId: random.pick(BOTS), channel: "lcw", at };
  });
  return all
    .map((body) => ({ body, order: random.below(2 ** 32) }))
    .sort((a, b) => a.order - b.order)
    .map(({ body }, number) => ({ number, conversationId: body.conversationId, body }));
};
