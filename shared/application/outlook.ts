import { adviceOf } from "../domain/advice.ts";
import type { Outlook } from "../domain/event.ts";
import { RULE_PACK } from "../domain/rule-pack.ts";
import type { PeriodBalance } from "./read-balance.ts";

/** What a month is expected to come to, and what buying add-ons would make of it. */
export type PoolOutlook = Outlook & { readonly unused: { readonly p50: number; readonly p90: number } };

/** The outlook of a month; of one that is not the current one, by what it has come to. `link`: where add-ons are bought. */
export const outlookOf = (balance: PeriodBalance, link: string): PoolOutlook => {
  const { forecast, used, granted, isLicensed } = balance;
  const expected = forecast ?? { p50: used, p90: used };
  const { purchaseSteps, licenceStep } = RULE_PACK;
  const steps = isLicensed ? purchaseSteps : [licenceStep, ...purchaseSteps];
  return { forecast: expected, ...adviceOf(expected, granted, RULE_PACK), steps, link };
};
