import { fileURLToPath } from "node:url";
import { type Child, startChild } from "./child.ts";

/** A running stand-in host; `url` has no slash at the end. */
export type HostProcess = Child & { readonly url: string };

export type HostOptions = {
  /** The folder of package.json and host.json. */
  readonly app: string;
  /** Default 0: a free one. */
  readonly port?: number;
  /** All the settings it sees, in place of this process' environment. */
  readonly env: NodeJS.ProcessEnv;
  readonly args?: readonly string[];
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal;
};

const program = fileURLToPath(new URL("host.ts", import.meta.url));

/** Starts the host in a process of its own and resolves when it serves. Rejects with its own one line if it does not. */
export const startHost = async ({
  app,
  port = 0,
  env,
  args = [],
  ...rest
}: HostOptions): Promise<HostProcess> => {
  let url = "";
  const child = await startChild({
    name: "The Functions host",
    args: [program, "--app", app, "--port", String(port), ...args],
    env,
    isReady: (line) => {
      url = /^Listening on (\S+)$/.exec(line)?.[1] ?? url;
      return url !== "";
    },
    ...rest,
  });
  return { ...child, url };
};
