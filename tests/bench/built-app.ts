import { copyFile, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "../../infra/build.ts";
import { localSettings, type Settings } from "../../infra/local/local-settings.ts";

/** The app as it is now, ready to be loaded from a folder of its own. */
export type BuiltApp = {
  readonly folder: string;
  readonly bundle: string;
  /** All that it needs but the storage's, with keys of its own. */
  readonly settings: Settings;
};

const root = resolve(import.meta.dirname, "../..");

/** Does `work` with the app, built elsewhere than in `dist`: a local stack that runs has its code from there. */
export const withBuiltApp = async <Value>(work: (app: BuiltApp) => Promise<Value>): Promise<Value> => {
  const folder = await mkdtemp(join(tmpdir(), "botmeter-bench-"));
  try {
    for (const file of ["package.json", "host.json"]) await copyFile(join(root, file), join(folder, file));
    // The bundler follows the link, so that all imports are resolved where the sources are.
    await symlink(join(root, "functions"), join(folder, "functions"), "junction");
    await build({ root: folder });
    const settings = localSettings({ BOTMETER_DATA: join(folder, "data") });
    return await work({ folder, bundle: join(folder, "dist/index.cjs"), settings });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
