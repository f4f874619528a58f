import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { type HostProcess, startHost } from "../../infra/local/host-process.ts";

const app = fileURLToPath(new URL("../fixtures/host-app-queue", import.meta.url));

/** What a function of the fixture said: its name, and more. */
type Said = Readonly<Record<string, unknown>>;
export type QueueHost = HostProcess & {
  readonly lines: readonly string[];
  /** What the function said, once it did so `count` times. */
  readonly heard: (name: string, count?: number) => Promise<readonly Said[]>;
  /** What the function `told` said beside the message, once it was given it. */
  readonly told: (message: unknown) => Promise<unknown>;
  readonly post: (path: string, body?: unknown) => Promise<Response>;
  readonly kill: () => Promise<void>;
};

/** A host of the fixture, over this storage. */
export const startQueueHost = async (
  storage: string,
  env: Readonly<Record<string, string>>,
): Promise<QueueHost> => {
  const said: Said[] = [];
  const lines: string[] = [];
  const news = new EventTarget();
  const host = await startHost({
    app,
    env: {
      ...process.env,
      AZURE_FUNCTIONS_ENVIRONMENT: "Development",
      SECOND_QUEUE: "second",
      AzureWebJobsStorage: storage,
      ...env,
    },
    onLine: (line) => {
      lines.push(line);
      if (!line.startsWith("said ")) return;
      said.push(JSON.parse(line.slice("said ".length)));
      news.dispatchEvent(new Event("said"));
    },
  });
  const by = (name: string) => said.filter((one) => one["name"] === name);
  const told = (message: unknown) => by("told").find((one) => isDeepStrictEqual(one["message"], message));
  return {
    ...host,
    lines,
    told: async (message) => {
      while (!told(message)) await once(news, "said");
      return told(message)?.["metadata"];
    },
    heard: async (name, count = 1) => {
      while (by(name).length < count) await once(news, "said");
      return by(name);
    },
    post: (path, body = {}) =>
      fetch(`${host.url}/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    kill: async () => {
      process.kill(host.pid, "SIGKILL");
      await host.exited;
    },
  };
};
