import type { Outlook, PoolFacts } from "../domain/event.ts";
import type { ShortfallAlert } from "../domain/shortfall.ts";
import type { Fact, Message } from "./message.ts";
import { counted, dayText, monthText, numberText } from "./words.ts";

/** A shortfall: how the pool stands, what is expected, how many add-ons to buy, and how to buy them. */
export const outlookMessage = (headline: string, pool: PoolFacts & Outlook): Message => {
  const { forecast, addOnsToBuy, steps, link } = pool;
  return {
    title: `${headline}: ${pool.tenantId}, ${monthText(pool.period)}`,
    lines: [
      standing(pool),
      `Expected by the end of the month: ${counted(forecast.p50, "session")}; ` +
        `with 90 % certainty, no more than ${numberText(forecast.p90)}.`,
      ...dryOn(pool),
      toBuy(addOnsToBuy),
      ...(steps.length > 0 ? ["To buy add-ons:"] : []),
      ...steps.map((step, index) => `${index + 1}. ${step}`),
    ],
    facts: [
      ...figures(pool),
      { label: "Expected (median)", value: numberText(forecast.p50) },
      { label: "Expected (90 %)", value: numberText(forecast.p90) },
      { label: "Add-ons to buy (median)", value: numberText(addOnsToBuy.p50) },
      { label: "Add-ons to buy (90 %)", value: numberText(addOnsToBuy.p90) },
    ],
    link: { label: "Buy add-ons", url: link },
  };
};

/** An alert ended, since the pool was enlarged. */
export const recoveredMessage = (pool: PoolFacts & { readonly alert: ShortfallAlert }): Message => ({
  title: `Bot session pool recovered: ${pool.tenantId}, ${monthText(pool.period)}`,
  lines: [`The pool was enlarged, which ends ${ENDED[pool.alert]}.`, standing(pool)],
  facts: figures(pool),
});

const ENDED = {
  exhausted: "the alert that it was exhausted",
  warning: "the warning that it was running low",
  forecast: "the alert that it was expected to run out",
} as const satisfies Record<ShortfallAlert, string>;

const standing = ({ period, granted, used, remaining, overage }: PoolFacts): string => {
  const month = monthText(period);
  if (granted === 0)
    return `No bot sessions are granted for ${month}, with ${counted(used, "session")} used.`;
  if (remaining === 0)
    return overage === 0
      ? `All ${counted(granted, "bot session")} of ${month} are used.`
      : `All ${counted(granted, "bot session")} of ${month} are used, and ${numberText(overage)} more.`;
  // Rounded down: 100 % means that none is left.
  const percent = Math.floor((used * 100) / granted);
  return (
    `${numberText(used)} of ${counted(granted, "bot session")} of ${month} are used (${percent} %), ` +
    `with ${numberText(remaining)} left.`
  );
};

const dryOn = ({ remaining, forecast: { exhaustedOn } }: PoolFacts & Outlook): readonly string[] =>
  remaining === 0 || exhaustedOn === undefined
    ? []
    : [`At this rate none are left from ${dayText(exhaustedOn)} on.`];

const toBuy = ({ p50, p90 }: Outlook["addOnsToBuy"]): string => {
  if (p90 === 0 && p50 === 0) return "The pool covers what is expected: no add-ons need to be bought.";
  const certain = `${counted(p90, "Chatbot Sessions add-on")} to cover it with 90 % certainty`;
  return p50 === 0
    ? `The pool covers what is expected; buy ${certain}.`
    : `Buy ${counted(p50, "Chatbot Sessions add-on")} to cover what is expected, or ${certain}.`;
};

const figures = ({ tenantId, period, granted, used, remaining, overage }: PoolFacts): readonly Fact[] => [
  { label: "Tenant", value: tenantId },
  { label: "Month", value: monthText(period) },
  { label: "Granted", value: numberText(granted) },
  { label: "Used", value: numberText(used) },
  { label: "Left", value: numberText(remaining) },
  { label: "Beyond the pool", value: numberText(overage) },
];
