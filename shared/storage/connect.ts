import { TableClient, type TableServiceClientOptions } from "@azure/data-tables";
import type { TokenCredential } from "@azure/identity";
import { StoreUnavailable } from "../application/ports.ts";

/** How to reach the storage account: by a connection string, or by its table endpoint and an identity. */
export type Connection =
  | { readonly connectionString: string }
  | {
      readonly tableServiceUri: string;
      /** Of a user-assigned identity; without it the system-assigned one. */
      readonly clientId?: string;
    };

/** Makes the client of a table; no request is sent yet. */
export type OpenTable = (table: string, options: TableServiceClientOptions) => TableClient;

/**
 * Throws where the connection string is malformed or the endpoint is plain http on another machine:
 * there the account's key or token would be open to anyone on the way.
 */
export const connect = (connection: Connection): OpenTable => {
  const open = openerOf(connection);
  const url = new URL(open("Sessions", {}).url);
  const isPlain = url.protocol === "http:";
  if (isPlain && !isThisMachine(url.hostname)) throw new Error("The table endpoint is not https.");
  return (table, options) => open(table, { ...options, allowInsecureConnection: isPlain });
};

const openerOf = (connection: Connection): OpenTable => {
  if ("connectionString" in connection) {
    const { connectionString } = connection;
    // A copy of the options: for development storage the SDK changes those that it is given.
    return (table, options) => TableClient.fromConnectionString(connectionString, table, { ...options });
  }
  const credential = identity(connection.clientId);
  return (table, options) => new TableClient(connection.tableServiceUri, table, credential, options);
};

/**
 * Half a second to import, so only once a token is needed. The signal is left out: getting a token can take
 * longer than an attempt, and the next one then finds it ready.
 */
const identity = (clientId: string | undefined): TokenCredential => {
  let imported: Promise<TokenCredential> | undefined;
  return {
    getToken: async (scopes, options) => {
      imported ??= importIdentity(clientId);
      const { abortSignal: _, ...others } = options ?? {};
      try {
        return await (await imported).getToken(scopes, others);
      } catch (cause) {
        throw new StoreUnavailable("No access token for the store.", { cause });
      }
    },
  };
};

const importIdentity = async (clientId: string | undefined): Promise<TokenCredential> => {
  const { DefaultAzureCredential } = await import("@azure/identity");
  return new DefaultAzureCredential(clientId === undefined ? {} : { managedIdentityClientId: clientId });
};

const isThisMachine = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
