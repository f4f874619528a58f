/** An invocation as the API takes it. */
export type DemoInvocation = {
  readonly conversationId: string;
  readonly botId: string;
  readonly channel: string;
  readonly at: string;
  readonly phase?: "start" | "end";
  readonly escalated?: boolean;
  readonly role?: "smart-assist";
};

const CHANNELS = ["lcw", "lcw", "lcw", "msteams", "omnichannel-whatsapp", "directline"];
const BOTS = ["support-bot", "support-bot", "billing-bot"];
const HOUR_MS = 60 * 60 * 1000;

/**
 * A believable month up to `now`: busy by day, quiet by night and on weekends; every third conversation
 * tells of itself more than once, some with a second bot, some handed to a human, some helped by smart assist.
 * Conversations keep their ids within the month, so that running it again counts nothing twice.
 */
export const monthOfTraffic = (now: Date, conversations: number): readonly DemoInvocation[] => {
  const start = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
  const hours = Math.max(1, Math.floor((now.getTime() - start) / HOUR_MS));
  const random = randomOf(now.getUTCFullYear() * 12 + now.getUTCMonth());
  const pick = <Item>(items: readonly Item[], fallback: Item): Item =>
    items[Math.floor(random() * items.length)] ?? fallback;
  const busyHour = (): number => {
    for (;;) {
      const at = new Date(start + Math.floor(random() * hours) * HOUR_MS);
      const isWeekend = at.getUTCDay() % 6 === 0;
      const isNight = at.getUTCHours() < 7 || at.getUTCHours() > 19;
      if (random() < (isWeekend ? 0.2 : 1) * (isNight ? 0.15 : 1)) return at.getTime();
    }
  };
  return Array.from({ length: conversations }, (_, index) => {
    const began = busyHour() + Math.floor(random() * HOUR_MS);
    const conversationId = `demo-${start}-${index}`;
    const channel = pick(CHANNELS, "lcw");
    const at = (minutes: number): string =>
      new Date(Math.min(now.getTime(), began + minutes * 60_000)).toISOString();
    const first = { conversationId, botId: pick(BOTS, "support-bot"), channel, at: at(0) };
    const all: DemoInvocation[] = [{ ...first, phase: "start" }];
    if (random() < 0.3) all.push({ ...first, botId: "billing-bot", at: at(3) });
    if (random() < 0.2) all.push({ ...first, at: at(9), phase: "end", escalated: true });
    if (random() < 0.1) all.push({ ...first, botId: "assist-bot", at: at(12), role: "smart-assist" });
    return all;
  }).flat();
};

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
const randomOf = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};
