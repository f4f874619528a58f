import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { queueOptions } from "./queue-options.ts";

const schema = z.object({
  version: z.literal("2.0", { error: 'must be "2.0"' }),
  extensions: z
    .looseObject({
      http: z.looseObject({ routePrefix: z.string().default("api") }).prefault({}),
      queues: queueOptions.prefault({}),
    })
    .prefault({}),
  logging: z.looseObject({ logLevel: z.record(z.string(), z.string()).default({}) }).prefault({}),
});

/** The parts of host.json that the stand-in heeds, defaults filled in. */
export type HostJson = Readonly<z.infer<typeof schema>>;

/**
 * Reads host.json of the app, then lays settings such as `AzureFunctionsJobHost__logging__logLevel__default` over it.
 * Without a file the defaults hold, as in Azure. Throws on a file that is no JSON or has no version 2.0:
 * the real host does not start either.
 */
export const readHostJson = (directory: string, env: NodeJS.ProcessEnv): HostJson => {
  const file = join(directory, "host.json");
  const parsed = schema.safeParse(overridden(parseJson(file), env));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join(".") || "it"}: ${issue.message}`);
  throw new Error(`${file} is not valid: ${faults.join("; ")}.`);
};

const parseJson = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return { version: "2.0" };
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
};

const prefix = "AzureFunctionsJobHost__";

const overridden = (config: unknown, env: NodeJS.ProcessEnv): unknown =>
  Object.entries(env)
    .filter(([name]) => name.startsWith(prefix))
    .reduce(
      (result, [name, value]) => withSetting(result, name.slice(prefix.length).split("__"), value),
      config,
    );

const withSetting = (config: unknown, path: readonly string[], value: unknown): unknown => {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  const object = typeof config === "object" && config !== null ? config : {};
  return {
    ...object,
    [head]: withSetting(Object.entries(object).find(([key]) => key === head)?.[1], rest, value),
  };
};
