import type { Op } from "../../../shared/application/ports.ts";
import { mustHold } from "../violation.ts";
import { STEADY } from "./planned-tenant.ts";
import { receiverOf } from "./receivers.ts";

/** All endpoints, followed commit by commit. */
export type FollowedEndpoints = {
  readonly put: (tenant: string, op: Op) => void;
  /** The step since which nothing may be sent to it; undefined: it is enabled, or not there. */
  readonly disabledSince: (receiver: string) => number | undefined;
  /** How often one was disabled. */
  readonly disabled: () => number;
};

const FAILING_MS = 5 * 24 * 3_600_000;

/** No endpoints yet. `wasGone`: whether the receiver ever answered 410. */
export const followEndpoints = (
  step: () => number,
  wasGone: (receiver: string) => boolean,
): FollowedEndpoints => {
  const since = new Map<string, number>();
  let disabled = 0;
  return {
    disabledSince: (receiver) => since.get(receiver),
    disabled: () => disabled,
    put: (tenant, op) => {
      const id = op.rowKey.slice("e|".length);
      const receiver = receiverOf(tenant, id);
      const reason = op.op === "delete" ? undefined : op.cells["disabledReason"];
      if (op.op === "delete" || reason === undefined) return void since.delete(receiver);
      if (since.has(receiver)) return;
      const facts = () => ({ receiver, cells: op.cells });
      mustHold(id !== STEADY, "an endpoint that answers 200 is never disabled", facts);
      const [at, failingSince] = [op.cells["disabledAt"], op.cells["failingSince"]].map((cell) =>
        Date.parse(String(cell)),
      );
      const isRight = reason === "gone" ? wasGone(receiver) : (at ?? 0) - (failingSince ?? 0) >= FAILING_MS;
      mustHold(isRight, "an endpoint is disabled for a reason", facts);
      since.set(receiver, step());
      disabled++;
    },
  };
};
