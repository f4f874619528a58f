import type { EventType } from "../../../shared/domain/event.ts";
import { type EndpointId, endpointId, type TenantId, tenantId } from "../../../shared/domain/ids.ts";
import type { Random } from "../random.ts";
import { required } from "../required.ts";

/** What a receiver does with what it gets. `busy`: it says when to come again; `silent`: it never answers. */
export type Answer = "ok" | "slow" | "flaky" | "down" | "silent" | "busy" | "gone";

/** An endpoint, and what its receiver answers when; after the last part of its script it answers 200. */
export type PlannedEndpoint = {
  readonly id: EndpointId;
  readonly script: readonly { readonly untilMs: number; readonly answer: Answer }[];
  readonly events?: readonly EventType[];
  /** There from the beginning; otherwise it is put at some time, or never. */
  readonly isFirst: boolean;
};

/** A tenant as it is in the beginning. */
export type PlannedTenant = {
  readonly name: TenantId;
  readonly licences: number;
  readonly endpoints: readonly PlannedEndpoint[];
};

/** The endpoint of every tenant that is there from the beginning, wants all, and always answers 200. */
export const STEADY = required(endpointId("steady"));

const HOUR_MS = 3_600_000;
const PARTS_MAX = 3;
const ENDPOINTS_MAX = 4;
const ANSWERS: readonly Answer[] = ["ok", "slow", "flaky", "down", "down", "silent", "busy", "gone"];
const LENGTHS_MS = [1, 6, 30, 80, 150, 1_000].map((hours) => hours * HOUR_MS);
const FILTERS: readonly (readonly EventType[])[] = [
  ["pool.exhausted", "pool.recovered"],
  ["period.closed", "endpoint.disabled"],
];

/** Draws one or two tenants, each with a few endpoints of which most answer badly for a time. */
export const drawTenants = (random: Random): readonly PlannedTenant[] =>
  ["tenant-a", "tenant-b"].slice(0, random.chance(0.3) ? 2 : 1).map((name) => ({
    name: required(tenantId(name)),
    licences: 1 + random.below(2),
    endpoints: [
      { id: STEADY, script: [], isFirst: true },
      ...Array.from({ length: random.below(ENDPOINTS_MAX) }, (_, index) => drawEndpoint(random, index)),
    ],
  }));

const drawEndpoint = (random: Random, index: number): PlannedEndpoint => {
  let untilMs = 0;
  const script = Array.from({ length: random.below(PARTS_MAX + 1) }, () => {
    untilMs += random.pick(LENGTHS_MS);
    return { untilMs, answer: random.pick(ANSWERS) };
  });
  const id = required(endpointId(`endpoint-${index}`));
  const filter = random.chance(0.2) ? { events: random.pick(FILTERS) } : {};
  return { id, script, ...filter, isFirst: random.chance(0.8) };
};
