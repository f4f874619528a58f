import { TableClient } from "@azure/data-tables";
import { type Azurite, startAzurite } from "../../infra/local/azurite.ts";

/** Does `work` on an empty storage of its own, which is gone afterwards. */
export const withAzurite = async <Value>(work: (azurite: Azurite) => Promise<Value>): Promise<Value> => {
  const azurite = await startAzurite();
  try {
    return await work(azurite);
  } finally {
    await azurite.stop();
  }
};

/** A table as anyone would open it: the SDK as it comes. Made here, beside those of the meter. */
export const openBareTable = async (connectionString: string): Promise<TableClient> => {
  const client = TableClient.fromConnectionString(connectionString, "Bare", {
    allowInsecureConnection: true,
  });
  await client.createTable();
  return client;
};
