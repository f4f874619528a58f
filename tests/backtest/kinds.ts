import type { Chance } from "./chance.ts";

/** What a series may be like. The last three are kinds that a forecast cannot foresee. */
export const KINDS = [
  "steady",
  "weekday",
  "growth",
  "spike",
  "month-start",
  "new-tenant",
  "holidays",
  "level-shift",
  "wander",
] as const;
export type Kind = (typeof KINDS)[number];

/** The factor on a series' level on its day `index`; `length` days in all, the month being the last `monthDays`. */
type Shape = (index: number) => number;
type Span = { readonly length: number; readonly monthDays: number };

const WEEK = 7;
const MONTH = 30;
const RECENT = 60;

/** The expected sessions of each day, in the order of time. */
export const meansOf = (kind: Kind, chance: Chance, span: Span): readonly number[] => {
  const level = chance.factor(5, 500);
  const shape = SHAPES[kind](chance, span);
  const isWeekly = kind !== "steady" && (kind === "weekday" || kind === "holidays" || chance.holds(0.5));
  const week = isWeekly ? weekOf(chance) : undefined;
  return Array.from(
    { length: span.length },
    (_, index) => level * shape(index) * (week?.[index % WEEK] ?? 1),
  );
};

/** A week, beginning on any of its days: most weekends are quiet, some busy, and no two working days are quite alike. */
const weekOf = (chance: Chance): readonly number[] => {
  const weekend = chance.holds(0.8) ? chance.between(0.05, 0.7) : chance.between(1.2, 2.5);
  const days = Array.from({ length: WEEK }, (_, day) =>
    day < 5 ? chance.between(0.85, 1.15) : weekend * chance.between(0.7, 1.3),
  );
  const from = chance.whole(0, WEEK);
  const mean = days.reduce((sum, day) => sum + day, 0) / WEEK;
  return days.map((_, index) => (days[(index + from) % WEEK] ?? 0) / mean);
};

const flat: Shape = () => 1;

const growth = (chance: Chance): Shape => {
  const monthly = chance.factor(0.8, 1.6);
  return (index) => monthly ** (index / MONTH);
};

/** One to three days, together, of several times the usual use. */
const spike = (chance: Chance, { length }: Span): Shape => {
  const at = length - chance.whole(1, RECENT);
  const [days, times] = [chance.whole(1, 4), chance.between(3, 8)];
  return (index) => (index >= at && index < at + days ? times : 1);
};

/** A tenant that begins: its first day is part of one, and use may take days to come up. */
const begin = (chance: Chance): Shape => {
  const [part, risingDays] = [chance.between(0, 1), chance.factor(0.1, 5)];
  return (index) => (index === 0 ? part : 1) * (1 - Math.exp(-(index + 1) / risingDays));
};

/** A run of quiet days in the month; one series in three has one before it too. */
const holidays = (chance: Chance, { length, monthDays }: Span): Shape => {
  const run = (from: number, to: number): Shape => {
    const at = chance.whole(from, to);
    const [days, times] = [chance.whole(1, 6), chance.between(0.05, 0.5)];
    return (index) => (index >= at && index < at + days ? times : 1);
  };
  const here = run(length - monthDays, length);
  const before = chance.holds(1 / 3) ? run(0, length - monthDays) : flat;
  return (index) => here(index) * before(index);
};

/** From one day on, another level. */
const shift = (chance: Chance, { length }: Span): Shape => {
  const at = length - chance.whole(1, RECENT);
  const times = chance.holds(0.5) ? chance.factor(1.3, 2.5) : chance.factor(0.4, 0.77);
  return (index) => (index >= at ? times : 1);
};

/** A level that walks at random, a few per cent a day. */
const wander = (chance: Chance, { length }: Span): Shape => {
  const step = chance.between(0.02, 0.06);
  let log = 0;
  const walk = Array.from({ length }, () => {
    log += step * chance.normal();
    return Math.exp(log);
  });
  return (index) => walk[index] ?? 1;
};

const SHAPES: Readonly<Record<Kind, (chance: Chance, span: Span) => Shape>> = {
  steady: () => flat,
  weekday: () => flat,
  growth,
  spike,
  "month-start": growth,
  "new-tenant": begin,
  holidays,
  "level-shift": shift,
  wander,
};
