import type { Attempt, Sending, SendResult } from "../../../shared/application/notifications/sending.ts";
import type { Mortal } from "../fleet.ts";
import type { Answer, PlannedTenant } from "./planned-tenant.ts";
import type { TellingStage } from "./subject.ts";

/** All receivers there are, each of which answers by its script. */
export type Receivers = {
  /** The way out of one process: what it sent arrives even if it is dead by then. */
  readonly sendingOf: (owner: Mortal) => Sending;
  /** How often the receiver took the event for its own. */
  readonly taken: (receiver: string, id: string) => number;
  /** Whether it ever answered 410. */
  readonly wasGone: (receiver: string) => boolean;
  /** From now on no answer is lost or slow, unless the script says so. */
  readonly stopFaults: () => void;
};

/** Is told of each attempt as it leaves, before anything else happens. */
export type OnSend = (receiver: string, attempt: Attempt) => void;

const TIMEOUT_MS = 15_000;
const QUICK_MS_MAX = 200;
const RETRY_AFTER_MS = [1_000, 600_000, 7_200_000, 43_200_000];

/** What a receiver is called, and the address that an endpoint of it has. */
export const receiverOf = (tenant: string, endpoint: string): string => `${tenant}.${endpoint}`;
export const urlOf = (receiver: string): string => `https://${receiver}/`;

/** The receivers of these tenants; `isLost`: whether this answer of one never arrives. */
export const createReceivers = (
  { scheduler, random, trace }: TellingStage,
  tenants: readonly PlannedTenant[],
  { isLost, onSend }: { readonly isLost: () => boolean; readonly onSend: OnSend },
): Receivers => {
  const taken = new Map<string, number>();
  const gone = new Set<string>();
  const scripts = new Map(
    tenants.flatMap(({ name, endpoints }) =>
      endpoints.map(({ id, script }) => [receiverOf(name, id), script] as const),
    ),
  );
  let areFaultsOver = false;
  const answerOf = (receiver: string): Answer => {
    const part = scripts.get(receiver)?.find(({ untilMs }) => scheduler.now() < untilMs);
    return part?.answer ?? "ok";
  };
  const arrive = (receiver: string, { id }: Attempt): { result: SendResult; delayMs: number } => {
    const answer = answerOf(receiver);
    const quick = random.below(QUICK_MS_MAX);
    const failed = (status: number) => ({ outcome: "failed", status, reason: `http-${status}` }) as const;
    const isUp = answer === "ok" || answer === "slow" || (answer === "flaky" && random.chance(0.5));
    if (!isUp) {
      if (answer === "silent")
        return { result: { outcome: "failed", reason: "timeout" }, delayMs: TIMEOUT_MS };
      if (answer === "busy")
        return { result: { ...failed(429), retryAfterMs: random.pick(RETRY_AFTER_MS) }, delayMs: quick };
      if (answer !== "gone") return { result: failed(500), delayMs: quick };
      gone.add(receiver);
      return { result: { outcome: "gone", status: 410 }, delayMs: quick };
    }
    const name = `${receiver} ${id}`;
    taken.set(name, (taken.get(name) ?? 0) + 1);
    if (!areFaultsOver && isLost())
      return { result: { outcome: "failed", reason: "timeout" }, delayMs: TIMEOUT_MS };
    return { result: { outcome: "delivered", status: 200 }, delayMs: answer === "slow" ? 12_000 : quick };
  };
  return {
    taken: (receiver, id) => taken.get(`${receiver} ${id}`) ?? 0,
    wasGone: (receiver) => gone.has(receiver),
    stopFaults: () => {
      areFaultsOver = true;
    },
    sendingOf: (owner) => ({
      faultOf: () => undefined,
      send: (target, attempt) => {
        if (target.kind === "email") throw new Error("Nobody has such an address.");
        const receiver = new URL(target.url).host;
        onSend(receiver, attempt);
        return new Promise((resolve) => {
          scheduler.post(() => {
            const { result, delayMs } = arrive(receiver, attempt);
            trace.note(() => `${receiver} got ${attempt.id} of ${owner.name}: ${JSON.stringify(result)}`);
            scheduler.after(delayMs, () => {
              if (owner.isAlive()) resolve(result);
            });
          });
        });
      },
    }),
  };
};
