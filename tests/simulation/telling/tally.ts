/** What there was in a run, as proof that it came to it. */
export const TELLING_TALLIED = [
  "checks",
  "notifications",
  "poison",
  "alerts",
  "recovered",
  "raised-again",
  "closed",
  "told-late",
  "delivered",
  "parked",
  "sent",
  "disabled",
  "replayed",
] as const;
export type TellingTally = Record<(typeof TELLING_TALLIED)[number], number>;

/** Nothing. */
export const noTellingTally = (): TellingTally => ({
  checks: 0,
  notifications: 0,
  poison: 0,
  alerts: 0,
  recovered: 0,
  "raised-again": 0,
  closed: 0,
  "told-late": 0,
  delivered: 0,
  parked: 0,
  sent: 0,
  disabled: 0,
  replayed: 0,
});
