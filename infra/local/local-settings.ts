import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { KEY_SETTING } from "../../shared/config.ts";

/** Settings by name, as the app finds them in its environment. */
export type Settings = Readonly<Record<string, string>>;

const keysSchema = z.object({
  ADMIN_KEY: KEY_SETTING,
  CONVERSATION_ID_KEY: KEY_SETTING,
  SECRETS_KEY: KEY_SETTING,
});
type Keys = z.infer<typeof keysSchema>;

const defaults: Settings = {
  AZURE_FUNCTIONS_ENVIRONMENT: "Development",
  FUNCTIONS_WORKER_RUNTIME: "node",
  CLOSE_SCHEDULE: "0 5 * * * *",
  SWEEP_SCHEDULE: "0 * * * * *",
  CLOSE_GRACE_HOURS: "72",
  RETENTION_MONTHS: "13",
  OUTBOUND_ALLOW_LOOPBACK: "1",
};

/** Where the local stack keeps keys and data: `BOTMETER_DATA`, or `.botmeter` in the working directory. */
export const dataFolder = (env: NodeJS.ProcessEnv): string => env["BOTMETER_DATA"] || ".botmeter";

/**
 * The app's settings on this machine, without the storage's. Keys are made at the first call and kept in
 * `keys.json` (mode 0600) beside the data, which cannot be read without them. The environment overrides all.
 * Throws on a keys file that is damaged: making new ones would silently lose what the old ones sealed.
 */
export const localSettings = (env: NodeJS.ProcessEnv): Settings => {
  const folder = dataFolder(env);
  const keys = { ...defaults, ...readOrMakeKeys(folder) };
  const overrides = Object.entries(env).flatMap(([name, value]) =>
    name in keys && value !== undefined ? [[name, value] as const] : [],
  );
  return { ...keys, ...Object.fromEntries(overrides) };
};

const readOrMakeKeys = (folder: string): Keys => {
  const file = join(folder, "keys.json");
  mkdirSync(folder, { recursive: true });
  const fresh = () => randomBytes(32).toString("base64");
  const made: Keys = { ADMIN_KEY: fresh(), CONVERSATION_ID_KEY: fresh(), SECRETS_KEY: fresh() };
  try {
    // "wx" writes only a file that is not there: of two that start at once one makes the keys, the other reads them.
    writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { flag: "wx", mode: 0o600 });
    return made;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return readKeys(file);
    throw error;
  }
};

const readKeys = (file: string): Keys => {
  try {
    return keysSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new Error(
      `${file} is damaged. Restore it, or delete its folder to begin anew: without these keys the data are lost.`,
      { cause: error },
    );
  }
};
