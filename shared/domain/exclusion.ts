import type { Invocation } from "./invocation.ts";
import type { RulePack } from "./rule-pack.ts";

/** Why an invocation is not counted. Closed list. */
export const EXCLUSION_REASONS = [
  "test-traffic",
  "smart-assist",
  "channel-not-pooled",
  "bot-kind-not-pooled",
] as const;
export type ExclusionReason = (typeof EXCLUSION_REASONS)[number];

/** An exclusion with what showed it. */
export type Exclusion = { readonly reason: ExclusionReason; readonly evidence: string };

/**
 * Why the rule pack does not count this invocation, or undefined where it does.
 * The first reason that holds, in the order of the list, so that every report of it gets the same answer.
 */
export const exclusionOf = (invocation: Invocation, pack: RulePack): Exclusion | undefined => {
  const { environment, role, roleEvidence, channel, botKind } = invocation;
  if (environment === "test") return { reason: "test-traffic", evidence: "environment = test" };
  if (pack.excludedRoles.includes(role))
    return { reason: "smart-assist", evidence: roleEvidence ?? `role = ${role}` };
  if (pack.excludedChannels.includes(channel))
    return { reason: "channel-not-pooled", evidence: `channel = ${channel}` };
  if (!pack.pooledBotKinds.includes(botKind))
    return { reason: "bot-kind-not-pooled", evidence: `botKind = ${botKind}` };
  return undefined;
};
