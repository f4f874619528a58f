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
  const random = randomOf(20261125);
  const start = Date.parse(`${new Date(now).toISOString().slice(0, 7)}-01T00:00:00Z`);
  const span = Math.min(now - start, 20 * DAY_MS);
  const all = Array.from({ length: deliveries }, (_, index) => {
    const conversationId = `conversation-${index % conversations}`;
    const at = new Date(start + Math.floor(random() * span)).toISOString();
    return { conversationId, botId: BOTS[Math.floor(random() * BOTS.length)] ?? "bot-a", channel: "lcw", at };
  });
  return all
    .map((body) => ({ body, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ body }, number) => ({ number, conversationId: body.conversationId, body }));
};

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
const randomOf = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};
