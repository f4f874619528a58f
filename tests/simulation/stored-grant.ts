import type { Cells } from "../../shared/application/ports.ts";
import { text } from "./stored-cells.ts";
import { mustHold } from "./violation.ts";

/** What the cells of a grant hold. `until`: undefined, it has no end. */
export type StoredGrant = {
  readonly grantId: string;
  readonly kind: string;
  readonly quantity: number;
  readonly from: string;
  readonly until: string | undefined;
};

/** A month's pool, written down a second time. */
export type StoredPool = {
  readonly granted: number;
  readonly byKind: { readonly [kind: string]: { readonly quantity: number; readonly sessions: number } };
};

/** The grant that the cells hold. */
export const grantOfCells = (rowKey: string, cells: Cells): StoredGrant => {
  const grant = {
    grantId: text(cells, "grantId"),
    kind: text(cells, "kind"),
    quantity: Number(cells["quantity"]),
    from: text(cells, "from"),
    until: cells["until"] === undefined ? undefined : text(cells, "until"),
  };
  mustHold(rowKey === `g|${grant.grantId}`, "a grant stands at its id", () => ({ rowKey, grant }));
  return grant;
};

/** Of a grant only the end can change. */
export const checkGrant = (before: StoredGrant | undefined, after: StoredGrant): void => {
  const isSame = before === undefined || { ...before, until: after.until };
  mustHold(
    isSame === true || JSON.stringify(isSame) === JSON.stringify(after),
    "of a grant only the end changes",
    () => ({ before, after }),
  );
};

/** 50 sessions for each licence in force in the month, and 100 for each add-on where there is a licence. */
export const poolOfGrants = (grants: Iterable<StoredGrant>, month: string): StoredPool => {
  const quantities = { chat: 0, "digital-messaging": 0, "chatbot-sessions-add-on": 0 };
  for (const { kind, quantity, from, until } of grants) {
    const isInForce = from <= month && (until === undefined || month < until);
    if (isInForce) quantities[kind as keyof typeof quantities] += quantity;
  }
  const { chat, "digital-messaging": messaging, "chatbot-sessions-add-on": addOns } = quantities;
  const addOnSessions = chat + messaging > 0 ? 100 * addOns : 0;
  return {
    granted: 50 * chat + 50 * messaging + addOnSessions,
    byKind: {
      chat: { quantity: chat, sessions: 50 * chat },
      "digital-messaging": { quantity: messaging, sessions: 50 * messaging },
      "chatbot-sessions-add-on": { quantity: addOns, sessions: addOnSessions },
    },
  };
};
