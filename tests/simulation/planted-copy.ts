import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import type { PlantedBug, TextPatch } from "./planted-bug.ts";

const ROOT = new URL("../../", import.meta.url);

/**
 * The folder of a copy of the sources with a bug planted; `parts` says which folders of the project become which
 * of it. It is made inside the project, in a folder that git ignores, so that packages are found, and stays there
 * to be looked at. The checks go on using the rules that ship.
 */
export const plantedCopy = async (
  { name, patches }: PlantedBug,
  parts: Readonly<Record<string, string>>,
): Promise<URL> => {
  const folder = new URL(`.planted/${name}/`, ROOT);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [from, to] of Object.entries(parts))
    await cp(new URL(`${from}/`, ROOT), new URL(`${to}/`, folder), { recursive: true });
  for (const patch of patches) await apply(folder, patch);
  return folder;
};

/** Throws unless what is searched for is there exactly once: a patch that no longer fits proves nothing. */
const apply = async (folder: URL, { file, search, replacement }: TextPatch): Promise<void> => {
  const path = new URL(file, folder);
  const pieces = (await readFile(path, "utf8")).split(search);
  if (pieces.length !== 2) throw new Error(`${file} has ${pieces.length - 1} times: ${search}`);
  await writeFile(path, pieces.join(replacement));
};
