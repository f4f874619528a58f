import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { PlantedBug, TextPatch } from "./planted-bug.ts";
import type { Subject } from "./stage.ts";

const ROOT = new URL("../../", import.meta.url);

/**
 * A copy of the ledger with a bug planted. It is made inside the project, in a folder that git ignores, so
 * that packages are found, and stays there to be looked at. The checks go on using the rules that ship.
 */
export const patchedLedger = async ({ name, patches }: PlantedBug): Promise<Subject> => {
  const folder = new URL(`.planted/${name}/`, ROOT);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const part of ["application", "domain"])
    await cp(new URL(`shared/${part}/`, ROOT), new URL(`${part}/`, folder), { recursive: true });
  for (const patch of patches) await apply(folder, patch);
  return await load(new URL("application/", folder));
};

/** Throws unless what is searched for is there exactly once: a patch that no longer fits proves nothing. */
const apply = async (folder: URL, { file, search, replacement }: TextPatch): Promise<void> => {
  const path = new URL(file, folder);
  const pieces = (await readFile(path, "utf8")).split(search);
  if (pieces.length !== 2) throw new Error(`${file} has ${pieces.length - 1} times: ${search}`);
  await writeFile(path, pieces.join(replacement));
};

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
