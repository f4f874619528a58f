import { type CheckAccess, createCheckAccess } from "../shared/application/check-access.ts";
import { createCheckOfNow } from "../shared/application/check-message.ts";
import { createEvaluateAtOnce } from "../shared/application/evaluate-at-once.ts";
import { createEvaluateShortfall, type EvaluateShortfall } from "../shared/application/evaluate-shortfall.ts";
import { createEvaluateTenant, type EvaluateTenant } from "../shared/application/evaluate-tenant.ts";
import type { Heads } from "../shared/application/heads.ts";
import { createAnnounce } from "../shared/application/notifications/announce.ts";
import { createDeliver, type Deliver } from "../shared/application/notifications/deliver.ts";
import { createEndpoints, type Endpoints } from "../shared/application/notifications/endpoints.ts";
import {
  createListDeliveries,
  type ListDeliveries,
} from "../shared/application/notifications/list-deliveries.ts";
import { createPing, type Ping } from "../shared/application/notifications/ping.ts";
import { createReplay, type Replay } from "../shared/application/notifications/replay.ts";
import type { Sending } from "../shared/application/notifications/sending.ts";
import { createSweep, type Sweep } from "../shared/application/notifications/sweep.ts";
import { createParkedMessages, type ParkedMessages } from "../shared/application/parked-messages.ts";
import { createPoolWatch, type PoolWatch } from "../shared/application/pool-watch.ts";
import type { Ports } from "../shared/application/ports.ts";
import { createReadAlerts, type ReadAlerts } from "../shared/application/read-alerts.ts";
import type { ReadBalance } from "../shared/application/read-balance.ts";
import { createSecretBox } from "../shared/application/secret-box.ts";

/** The part of the app that sees a pool run dry and has people told. */
export type Telling = {
  readonly poolWatch: PoolWatch;
  readonly checkAccess: CheckAccess;
  readonly checkOfNow: ReturnType<typeof createCheckOfNow>;
  readonly evaluateShortfall: EvaluateShortfall;
  readonly evaluateTenant: EvaluateTenant;
  readonly readAlerts: ReadAlerts;
  readonly endpoints: Endpoints;
  readonly ping: Ping;
  readonly replay: Replay;
  readonly listDeliveries: ListDeliveries;
  readonly deliver: Deliver;
  readonly sweep: Sweep;
  readonly parkedMessages: ParkedMessages;
};

type TellingPorts = Ports & {
  readonly heads: Heads;
  readonly readBalance: ReadBalance;
  readonly sending: Sending;
  /** Hears of faults in what nobody waits for. */
  readonly onFault: (fault: unknown) => void;
  readonly secretsKey: Uint8Array;
  readonly purchaseUrl: string;
};

/** That part, over these ports: one a process, since it watches what this process counts. */
export const tellingOf = (ports: TellingPorts): Telling => {
  const endpoints = createEndpoints({ ...ports, secretBox: createSecretBox(ports.secretsKey) });
  const shared = { ...ports, endpoints, announce: createAnnounce({ ...ports, endpoints }) };
  const evaluateShortfall = createEvaluateShortfall(shared);
  const deliver = createDeliver(shared);
  const poolWatch = createPoolWatch({
    ...ports,
    evaluate: createEvaluateAtOnce({ ...ports, evaluateShortfall, deliver }),
  });
  return {
    poolWatch,
    checkAccess: createCheckAccess({ ...ports, poolWatch }),
    checkOfNow: createCheckOfNow(ports.clock),
    evaluateShortfall,
    evaluateTenant: createEvaluateTenant(shared),
    readAlerts: createReadAlerts(shared),
    endpoints,
    ping: createPing(shared),
    replay: createReplay(shared),
    listDeliveries: createListDeliveries(shared),
    deliver,
    sweep: createSweep(ports),
    parkedMessages: createParkedMessages(ports),
  };
};
