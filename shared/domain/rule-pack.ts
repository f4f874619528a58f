import type { GrantKind } from "./grant.ts";
import type { BotKind, Role } from "./invocation.ts";

/** The dated rules and numbers that sessions are metered under: data, so that a new edition is a new pack. */
export type RulePack = {
  readonly id: string;
  readonly source: string;
  /** Day on which the source was published. */
  readonly published: string;
  readonly sessionsPerUnit: Readonly<Record<GrantKind, number>>;
  /** What gives sessions only beside a licence. */
  readonly addOns: readonly GrantKind[];
  /** Add-ons give sessions only in months in which one of these licences is in force. */
  readonly addOnsNeedOneOf: readonly GrantKind[];
  readonly pooledBotKinds: readonly BotKind[];
  readonly excludedRoles: readonly Role[];
  readonly excludedChannels: readonly string[];
  /** How add-ons are bought, and what has to come first where no licence is in force. */
  readonly purchaseSteps: readonly string[];
  readonly licenceStep: string;
  /** What the source leaves open and this pack decides. */
  readonly assumptions: readonly string[];
};

/** Source: Microsoft Learn, "Bot sessions and licensing", 2022-04-08. */
export const RULE_PACK: RulePack = {
  id: "d365-bot-sessions/2022-04",
  source: 'Microsoft Learn, "Bot sessions and licensing"',
  published: "2022-04-08",
  sessionsPerUnit: { chat: 50, "digital-messaging": 50, "chatbot-sessions-add-on": 100 },
  addOns: ["chatbot-sessions-add-on"],
  addOnsNeedOneOf: ["chat", "digital-messaging"],
  pooledBotKinds: ["bot-framework"],
  excludedRoles: ["smart-assist"],
  excludedChannels: ["telephony", "omnichannel-voice"],
  purchaseSteps: [
    "As a global administrator, open the Microsoft 365 admin center.",
    "Go to Billing > Purchase services > Add-ons.",
    'Buy "Dynamics 365 for Customer Service Chatbot session add-on".',
  ],
  licenceStep:
    "Have a Chat or Digital Messaging licence in force first: without one, add-ons give no sessions.",
  assumptions: ["Months are UTC.", "Voice is not pooled."],
};
