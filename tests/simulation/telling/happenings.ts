import type { Grant } from "../../../shared/domain/grant.ts";
import { type EndpointId, grantId, type TenantId } from "../../../shared/domain/ids.ts";
import { parsePeriod } from "../../../shared/domain/period.ts";
import { monthAfter, monthOf } from "../months.ts";
import type { Random } from "../random.ts";
import { required } from "../required.ts";
import type { MessagePut } from "./message.ts";
import type { PlannedTenant } from "./planned-tenant.ts";
import { drawPoison } from "./poison.ts";
import { type Spells, timeIn } from "./spells.ts";

/** Something that somebody does at a time of the run. */
export type Happening = { readonly atMs: number } & (
  | { readonly kind: "use"; readonly tenant: TenantId; readonly sessions: number; readonly isOld: boolean }
  | { readonly kind: "check"; readonly tenant: TenantId; readonly isOld: boolean }
  | { readonly kind: "poison"; readonly message: MessagePut }
  | { readonly kind: "grant"; readonly tenant: TenantId; readonly grant: Grant }
  | { readonly kind: "put-endpoint"; readonly tenant: PlannedTenant; readonly endpoint: EndpointId }
  | { readonly kind: "remove-endpoint"; readonly tenant: TenantId; readonly endpoint: EndpointId }
  | {
      readonly kind: "replay";
      readonly tenant: TenantId;
      readonly endpoint: EndpointId;
      readonly backMs: number;
    }
);

const USES_MAX = 14;
const SESSIONS_MAX = 45;
const CHECKS_MAX = 50;
const POISON_CHANCE = 0.01;
const GRANTS_MAX = 5;
const UPKEEP_MAX = 3;
const HOUR_MS = 3_600_000;
const BACK_MS = [HOUR_MS, 24 * HOUR_MS, 1_000 * HOUR_MS];

/** What the happenings depend on: `spanMs`, the time in which they are all begun. */
export type Span = { readonly startsAtMs: number; readonly spanMs: number; readonly spells: Spells };

/** Draws what happens to a tenant: use, mostly asked about; grants that come and go; endpoints and replays. */
export const drawHappenings = (random: Random, tenant: PlannedTenant, span: Span): readonly Happening[] => {
  const atMs = (): number => timeIn(random, span.spells, span.spanMs);
  const times = (max: number): readonly undefined[] => Array.from({ length: random.below(max + 1) });
  const { name, endpoints } = tenant;
  const isOld = (): boolean => random.chance(0.15);
  const uses = times(USES_MAX).map(
    () =>
      ({
        kind: "use",
        ...{ tenant: name, atMs: atMs(), sessions: 1 + random.below(SESSIONS_MAX), isOld: isOld() },
      }) as const,
  );
  // Bursts, so that several evaluate one pool at once.
  const checks = times(CHECKS_MAX).map(() => {
    const near = random.chance(0.5) ? uses[random.below(uses.length)]?.atMs : undefined;
    return { kind: "check", tenant: name, atMs: near ?? atMs(), isOld: isOld() } as const;
  });
  const poison = [...uses, ...checks]
    .filter(() => random.chance(POISON_CHANCE))
    .map((_, index) => ({ kind: "poison", atMs: atMs(), message: drawPoison(random, name, index) }) as const);
  const grants = times(GRANTS_MAX).map(() => drawGrant(random, name, atMs(), span));
  const upkeep = times(UPKEEP_MAX).flatMap(() => drawUpkeep(random, tenant, atMs()));
  // Those that are not there from the beginning.
  const late = endpoints
    .filter(({ isFirst }) => !isFirst)
    .map(({ id }) => ({ kind: "put-endpoint", tenant, endpoint: id, atMs: atMs() }) as const);
  return [...uses, ...checks, ...poison, ...grants, ...upkeep, ...late];
};

/** Of two add-ons and a licence each comes, goes and comes again. */
const drawGrant = (random: Random, tenant: TenantId, atMs: number, { startsAtMs }: Span): Happening => {
  const first = required(parsePeriod(monthOf(startsAtMs)));
  const now = monthOf(startsAtMs + atMs);
  const index = random.below(3);
  const kind = index === 2 ? "chat" : "chatbot-sessions-add-on";
  const until = required(parsePeriod(random.chance(0.7) ? now : monthAfter(now)));
  const end = random.chance(0.4) ? { until } : {};
  const grant = {
    grantId: required(grantId(`more-${index}`)),
    kind,
    quantity: 1,
    from: first,
    ...end,
  } as const;
  return { kind: "grant", tenant, atMs, grant };
};

const drawUpkeep = (random: Random, tenant: PlannedTenant, atMs: number): readonly Happening[] => {
  const { id: endpoint } = random.pick(tenant.endpoints);
  const { name } = tenant;
  const kind = random.pick(["replay", "replay", "put-endpoint", "remove-endpoint"] as const);
  if (kind === "replay") return [{ kind, tenant: name, endpoint, atMs, backMs: random.pick(BACK_MS) }];
  if (kind === "put-endpoint") return [{ kind, tenant, endpoint, atMs }];
  // The steady one stays, being what shows that nothing is lost.
  return endpoint === "steady" ? [] : [{ kind, tenant: name, endpoint, atMs }];
};
