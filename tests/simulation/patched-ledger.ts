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
  const pathOf = (file: string): string => fileURLToPath(new URL(file, application));
  const { createLedger }: Pick<Subject, "createLedger"> = await import(pathOf("ledger/ledger.ts"));
  const { createHeads }: Pick<Subject, "createHeads"> = await import(pathOf("heads.ts"));
  const { createGrants }: Pick<Subject, "createGrants"> = await import(pathOf("grants.ts"));
  const { closeTenant }: Pick<Subject, "closeTenant"> = await import(pathOf("close-tenant.ts"));
  const { StoreUnavailable }: Pick<Subject, "StoreUnavailable"> = await import(pathOf("ports.ts"));
  return { createLedger, createHeads, createGrants, closeTenant, StoreUnavailable };
};
