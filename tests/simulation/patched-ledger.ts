import { fileURLToPath } from "node:url";
import type { PlantedBug } from "./planted-bug.ts";
import { plantedCopy } from "./planted-copy.ts";
import type { Subject } from "./stage.ts";

const PARTS = { "shared/application": "application", "shared/domain": "domain" };

/** A copy of the ledger with a bug planted. */
export const patchedLedger = async (bug: PlantedBug): Promise<Subject> =>
  await load(new URL("application/", await plantedCopy(bug, PARTS)));

const load = async (application: URL): Promise<Subject> => {
  const from = async <Name extends keyof Subject>(file: string, name: Name): Promise<Pick<Subject, Name>> => {
    const { [name]: part }: Pick<Subject, Name> = await import(fileURLToPath(new URL(file, application)));
    return { [name]: part } as Pick<Subject, Name>;
  };
  return {
    ...(await from("ledger/ledger.ts", "createLedger")),
    ...(await from("record-invocations.ts", "createRecordInvocations")),
    ...(await from("heads.ts", "createHeads")),
    ...(await from("grants.ts", "createGrants")),
    ...(await from("tenants.ts", "createTenants")),
    ...(await from("audit.ts", "createAudit")),
    ...(await from("erase-conversation.ts", "createEraseConversation")),
    ...(await from("close-tenant.ts", "closeTenant")),
    ...(await from("purge-tenant.ts", "purgeTenant")),
    ...(await from("ports.ts", "StoreUnavailable")),
  };
};
