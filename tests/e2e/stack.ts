import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { type Azurite, startAzurite } from "../../infra/local/azurite.ts";
import { type HostProcess, startHost } from "../../infra/local/host-process.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const key = (): string => randomBytes(32).toString("base64");

/** A local stack of its own: one storage account in memory, and the hosts that were started on it. */
export type Stack = {
  readonly azurite: Azurite;
  readonly adminKey: string;
  /** Starts one more host on a free port; `settings` override, `onLine` hears what it prints. */
  readonly startHost: (
    settings?: Readonly<Record<string, string>>,
    onLine?: (line: string) => void,
  ) => Promise<HostProcess>;
  readonly stop: () => Promise<void>;
};

/** Starts the storage; hosts are started by the test. */
export const startStack = async (): Promise<Stack> => {
  const azurite = await startAzurite();
  const hosts: HostProcess[] = [];
  const settings = {
    ADMIN_KEY: key(),
    CONVERSATION_ID_KEY: key(),
    SECRETS_KEY: key(),
    AzureWebJobsStorage: azurite.connectionString,
    AZURE_FUNCTIONS_ENVIRONMENT: "Development",
    CLOSE_SCHEDULE: "0 5 * * * *",
    // Every second, where the app's is every minute: nothing that is due has to be waited for.
    SWEEP_SCHEDULE: "* * * * * *",
    OUTBOUND_ALLOW_LOOPBACK: "1",
  };
  return {
    azurite,
    adminKey: settings.ADMIN_KEY,
    startHost: async (overrides = {}, onLine) => {
      const env = { ...process.env, ...settings, ...overrides };
      const host = await startHost({ app: root, env, ...(onLine && { onLine }) });
      hosts.push(host);
      return host;
    },
    stop: async () => {
      await Promise.all(hosts.map((host) => host.stop()));
      await azurite.stop();
    },
  };
};
