import { type Decision, decide } from "../../domain/decision.ts";
import type { TenantId } from "../../domain/ids.ts";
import type { Invocation } from "../../domain/invocation.ts";
import { join } from "../../domain/join.ts";
import { type Row, rowOf } from "../../domain/row.ts";
import { RULE_PACK } from "../../domain/rule-pack.ts";
import { withinDeadline } from "../deadline.ts";
import { rowKeyOf } from "../rows/conversation-row.ts";
import { createEntry } from "./entry.ts";
import { flush } from "./flush.ts";
import { createGroupCommit } from "./group-commit.ts";
import { createLabeller, type Labels } from "./labels.ts";
import { createLanes } from "./lanes.ts";
import type { LedgerPorts } from "./ledger-ports.ts";
import type { RowCache } from "./row-cache.ts";

/** One tenant's part of the ledger in one process. */
export type TenantLedger = { readonly record: (invocation: Invocation) => Promise<Decision> };

/** A repeat that changes nothing is answered from memory; all else goes into a group commit. */
export const createTenantLedger = (ports: LedgerPorts, rows: RowCache, tenant: TenantId): TenantLedger => {
  const { timers, deadlineMs } = ports;
  const lanes = createLanes(ports.store, ports.randomness, tenant);
  const labeller = createLabeller(ports, tenant);

  const remembered = (incoming: Row): Decision | undefined => {
    const stored = rows.get(rowKeyOf(incoming));
    const isStored = stored && join(stored.row, incoming, lanes.isSealed) === stored.row;
    return isStored ? decide(stored.row, stored.row, incoming, false) : undefined;
  };
  const commit = createGroupCommit({
    timers,
    flush: (entries) => flush({ ...ports, tenant, lanes, rows }, entries),
    answerFromMemory: (entry) => {
      const decision = remembered(entry.incoming);
      if (decision) entry.answer(decision);
      return decision !== undefined;
    },
  });
  const store = (incoming: Row, isOver: () => boolean): Promise<Decision> => {
    const { entry, answered } = createEntry(incoming, isOver);
    commit(entry);
    return answered;
  };

  return {
    record: async (invocation) => {
      const row = rowOf(invocation, RULE_PACK);
      const { bot, channel } = row;
      const labels = row.kind === "excluded" ? row : labeller.atOnce(bot, channel);
      const incoming = labels && labelled(row, labels);
      const decision = incoming && remembered(incoming);
      if (decision) return decision;
      return await withinDeadline(timers, deadlineMs, async (isOver) => {
        if (incoming) return await store(incoming, isOver);
        return await store(labelled(row, await labeller.register(bot, channel, isOver)), isOver);
      });
    },
  };
};

/** Counted rows hold labels, so that a row says by itself what it adds; an exclusion keeps the names as reported. */
const labelled = (row: Row, labels: Labels): Row =>
  row.kind === "excluded" ? row : { ...row, ...labels, bots: [labels.bot] };
