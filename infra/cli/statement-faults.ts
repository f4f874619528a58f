import { createHash } from "node:crypto";
import * as z from "zod";
import { inputFaultsOf } from "../../shared/application/input-faults.ts";
import { textOf } from "../../shared/application/rows/row-schema.ts";
import { canonicalJson } from "../../shared/domain/canonical-json.ts";
import { tenantId } from "../../shared/domain/ids.ts";
import { type Period, parsePeriod, plusMonths } from "../../shared/domain/period.ts";

/** What was found of one statement; no faults: it is sound. */
export type Verdict = {
  /** The tenant and the month, or where they cannot be read, which of the statements it is. */
  readonly name: string;
  readonly faults: readonly string[];
};

const sessions = z.int().min(0);
const named = z.array(z.object({ name: z.string(), sessions }));
const schema = z.looseObject({
  tenantId: textOf(tenantId),
  period: textOf(parsePeriod),
  granted: sessions,
  grants: z.record(z.string(), z.object({ quantity: sessions, sessions })),
  used: sessions,
  unused: sessions,
  overage: sessions,
  byDay: named,
  byChannel: named,
  byBot: named,
  hash: z.string(),
  previousHash: z.string().nullable(),
});
type Figures = z.output<typeof schema>;

/** A statement as it was read, whatever it holds, and where it has the shape of one, its figures. */
type Read = { readonly figures: Figures | undefined; readonly verdict: Verdict };

/**
 * Checks what the API gave: a list of statements (`{ items }` or an array), or a single one, of which nothing can
 * be said as to those before it. They may come in any order. Undefined: it is neither.
 * A change to a statement shows, and so does a month left out or put in, unless all later ones are made anew: to
 * see that too, keep the last hash somewhere else. Months missing at the end do not show.
 * `tenant`: it must be the list of this tenant's.
 */
export const verdictsOf = (input: unknown, tenant?: string): readonly Verdict[] | undefined => {
  if (typeof input !== "object" || input === null) return undefined;
  const list = "items" in input && !("hash" in input) ? input.items : input;
  if (!Array.isArray(list))
    return "items" in input || tenant !== undefined ? undefined : [readOne(input, 0).verdict];
  const all = list.map((one, index) => ofTenant(readOne(one, index), tenant)).sort(byPeriod);
  return all.map(({ figures, verdict }, index) =>
    figures
      ? { ...verdict, faults: [...verdict.faults, ...chainFaultsOf(figures, all[index - 1])] }
      : verdict,
  );
};

const readOne = (input: unknown, index: number): Read => {
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    const wrong = inputFaultsOf(parsed.error).map(({ path }) => path || "all of it");
    const faults = [`it has not the shape of a statement: see ${wrong.join(", ")}`];
    return { figures: undefined, verdict: { name: `statement ${index + 1}`, faults } };
  }
  const figures = parsed.data;
  const name = `${figures.tenantId} ${figures.period}`;
  return { figures, verdict: { name, faults: [...hashFaultsOf(input, figures), ...totalFaultsOf(figures)] } };
};

const ofTenant = (read: Read, tenant: string | undefined): Read => {
  const whose = read.figures?.tenantId;
  if (tenant === undefined || whose === undefined || whose === tenant) return read;
  const faults = [...read.verdict.faults, `it is not of ${tenant}`];
  return { ...read, verdict: { ...read.verdict, faults } };
};

// Those that cannot be read come first, so that the rest is still checked as a chain.
const byPeriod = (a: Read, b: Read): number => {
  const [first, second] = [a.figures?.period ?? "", b.figures?.period ?? ""];
  return first < second ? -1 : Number(first > second);
};

/** The hash is taken over all that was sent but itself and the late sessions, which stand beside the statement. */
const hashFaultsOf = (input: unknown, { hash }: Figures): readonly string[] => {
  const { hash: _, late: __, ...account } = { ...Object(input) };
  const computed = createHash("sha256").update(canonicalJson(account)).digest("base64url");
  return computed === hash ? [] : ["the hash is not that of the content"];
};

const sumOf = (all: Iterable<{ readonly sessions: number }>): number => {
  let sum = 0;
  for (const { sessions } of all) sum += sessions;
  return sum;
};

const totalFaultsOf = (figures: Figures): readonly string[] => {
  const { granted, used, unused, overage, grants, byDay, byChannel, byBot } = figures;
  const [days, channels, bots] = [sumOf(byDay), sumOf(byChannel), sumOf(byBot)];
  const ofGrants = sumOf(Object.values(grants));
  const checks: readonly (readonly [boolean, string])[] = [
    [
      used + unused === granted + overage,
      `used ${used} + unused ${unused} is not granted ${granted} + overage ${overage}`,
    ],
    [unused === 0 || overage === 0, `unused ${unused} and overage ${overage} cannot both be`],
    [ofGrants === granted, `the grants add up to ${ofGrants}, not to granted ${granted}`],
    [days === used, `the days add up to ${days}, not to used ${used}`],
    [channels === used, `the channels add up to ${channels}, not to used ${used}`],
    [bots >= used, `the bots add up to ${bots}, less than used ${used}`],
  ];
  return checks.flatMap(([holds, fault]) => (holds ? [] : [fault]));
};

const chainFaultsOf = (figures: Figures, before: Read | undefined): readonly string[] => {
  const { tenantId, period, previousHash } = figures;
  const previous = before?.figures;
  if (previous === undefined)
    return previousHash === null
      ? []
      : ["the statement before it is missing: only a first one has no previousHash"];
  if (previous.tenantId !== tenantId) return [`it is not of ${previous.tenantId}, as the one before`];
  if (previous.period === period) return ["there are two of this month"];
  const expected: Period = plusMonths(previous.period, 1);
  if (expected !== period) return [`${expected} is missing before it`];
  return previousHash === previous.hash ? [] : [`the previousHash is not the hash of ${previous.period}`];
};
