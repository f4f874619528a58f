import type { Op } from "../../../shared/application/ports.ts";
import { text } from "../stored-cells.ts";
import { mustHold } from "../violation.ts";
import type { AlertVersion } from "./followed-alerts.ts";

/** An event as it is stored: its tenant, its time and what it tells, as JSON. */
export type FollowedEvent = { readonly tenant: string; readonly at: string; readonly content: string };

/** All events, followed commit by commit. */
export type FollowedEvents = {
  readonly put: (tenant: string, op: Op) => void;
  readonly all: ReadonlyMap<string, FollowedEvent>;
};

/** No events yet. Each must be that of an alert which stands, the only one of it, and never change. */
export const followEvents = (
  all: Map<string, FollowedEvent>,
  versionOf: (id: string) => AlertVersion | undefined,
): FollowedEvents => ({
  all,
  put: (tenant, op) => {
    const [, at = "", id = ""] = op.rowKey.split("|");
    const facts = () => ({ tenant, op, before: all.get(id) });
    mustHold(op.op === "create", "an event never changes", facts);
    if (op.op !== "create") return;
    mustHold(!all.has(id), "an alert is told by one event", facts);
    const version = versionOf(id);
    const content = text(op.cells, "content");
    const isOfAlert = version?.tenant === tenant && version.at === at && version.content === content;
    mustHold(isOfAlert, "no event without an alert", facts);
    all.set(id, { tenant, at, content });
  },
});
