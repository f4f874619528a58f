import { fileURLToPath } from "node:url";
import { type Child, startChild } from "./child.ts";

/** A storage account that Azurite serves: a name and a key of 64 bytes in base64. */
export type Account = { readonly name: string; readonly key: string };

/** Where Azurite listens, all on 127.0.0.1. */
export type Ports = { readonly blob: number; readonly queue: number; readonly table: number };

export type Azurite = Child & {
  readonly ports: Ports;
  /** Of the first account. */
  readonly connectionString: string;
};

export type AzuriteOptions = {
  /** Keeps the data there; without it they are kept in memory and end with the process. */
  readonly folder?: string;
  /** Instead of the well-known account: test files that run at once each take one of their own. */
  readonly accounts?: readonly Account[];
  readonly signal?: AbortSignal;
};

/** The account everyone knows from Azurite's documentation; its key is no secret. */
export const developmentAccount: Account = {
  name: "devstoreaccount1",
  key: "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
};

/** The connection string of one account on a running Azurite. */
export const connectionStringOf = (ports: Ports, { name, key }: Account): string =>
  [
    "DefaultEndpointsProtocol=http",
    `AccountName=${name}`,
    `AccountKey=${key}`,
    `BlobEndpoint=http://127.0.0.1:${ports.blob}/${name}`,
    `QueueEndpoint=http://127.0.0.1:${ports.queue}/${name}`,
    `TableEndpoint=http://127.0.0.1:${ports.table}/${name}`,
  ].join(";");

const program = fileURLToPath(import.meta.resolve("azurite/dist/src/azurite.js"));
const listening = /^Azurite (Blob|Queue|Table) service is successfully listening at .*:(\d+)$/;

/**
 * Starts Azurite on free ports. Rejects with one line when it ends or is not up within a minute.
 * `stop` resolves when the data are saved. Two on one folder at once would overwrite each other's.
 */
export const startAzurite = async (options: AzuriteOptions = {}): Promise<Azurite> => {
  const { folder, accounts = [developmentAccount], signal } = options;
  const found = new Map<string, number>();
  const child = await startChild({
    name: "Azurite",
    args: [program, ...argsFor(folder)],
    env: { ...process.env, AZURITE_ACCOUNTS: accounts.map(({ name, key }) => `${name}:${key}`).join(";") },
    isReady: (line) => {
      const [, service, port] = listening.exec(line) ?? [];
      if (service !== undefined) found.set(service, Number(port));
      return found.size === 3;
    },
    ...(signal && { signal }),
  });
  const portOf = (service: string): number => found.get(service) ?? 0;
  const ports = { blob: portOf("Blob"), queue: portOf("Queue"), table: portOf("Table") };
  return { ...child, ports, connectionString: connectionStringOf(ports, accounts[0] ?? developmentAccount) };
};

const argsFor = (folder: string | undefined): readonly string[] => [
  "--silent",
  "--skipApiVersionCheck",
  "--disableTelemetry",
  ...["--blobPort", "0", "--queuePort", "0", "--tablePort", "0"],
  ...(folder === undefined ? ["--inMemoryPersistence"] : ["--location", folder]),
];
