import { TableClient } from "@azure/data-tables";
import * as z from "zod";
import { orNothing } from "./storage-answer.ts";
import { type LeaseStore, requestMs } from "./timer-lease.ts";
import type { StatusStore } from "./timer-status.ts";

/** What the host itself keeps on the app's storage account. */
export type TimerStorage = { readonly statuses: StatusStore; readonly lease: LeaseStore };

type Call = <Value>(
  send: (client: TableClient, abortSignal: AbortSignal) => Promise<Value>,
) => Promise<Value>;

/**
 * Keeps them in the table `HostTimers`, where Azure has blobs of `azure-webjobs-hosts`: a row is as conditional as a
 * blob, and the app brings a client for tables. No request is sent before the first call.
 */
export const timerStorage = (connectionString: string): TimerStorage => {
  const call = callOn(
    TableClient.fromConnectionString(connectionString, "HostTimers", {
      allowInsecureConnection: true,
      retryOptions: { retryDelayInMs: 100 },
    }),
  );
  return { statuses: statusStore(call), lease: leaseStore(call) };
};

/** Makes the table before the first call that reaches it. */
const callOn = (client: TableClient): Call => {
  let hasTable = false;
  return async (send) => {
    const abortSignal = AbortSignal.timeout(requestMs);
    if (!hasTable) await client.createTable({ abortSignal });
    hasTable = true;
    return send(client, abortSignal);
  };
};

const status = z.object({ Last: z.string(), Next: z.string(), LastUpdated: z.string() });

const statusStore = (call: Call): StatusStore => ({
  read: async (name) => {
    const row = await call((client, abortSignal) =>
      orNothing([404], client.getEntity("status", name, { abortSignal })),
    );
    return row && status.parse(row);
  },
  write: async (name, given) => {
    const row = { partitionKey: "status", rowKey: name, ...given };
    await call((client, abortSignal) => client.upsertEntity(row, "Replace", { abortSignal }));
  },
});

const leaseStore = (call: Call): LeaseStore => {
  const row = { partitionKey: "lease", rowKey: "timers", holder: process.pid };
  return {
    look: () =>
      call(async (client, abortSignal) => {
        const found = await orNothing([404], client.getEntity("lease", "timers", { abortSignal }));
        return found?.etag;
      }),
    take: (seen) =>
      call(async (client, abortSignal) => {
        const taking =
          seen === undefined
            ? client.createEntity(row, { abortSignal })
            : client.updateEntity(row, "Replace", { etag: seen, abortSignal });
        return (await orNothing([404, 409, 412], taking))?.etag;
      }),
    free: async (mark) => {
      await call((client, abortSignal) =>
        orNothing([404, 412], client.deleteEntity("lease", "timers", { etag: mark, abortSignal })),
      );
    },
  };
};
