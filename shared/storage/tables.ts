import { RestError, type TableClient } from "@azure/data-tables";
import { StoreUnavailable, type TableName } from "../application/ports.ts";
import { type Answered, answerPolicy } from "./answer-policy.ts";
import { attempt } from "./attempt.ts";
import { batchPolicy, type DeleteEtags } from "./batch-policy.ts";
import { type Connection, connect } from "./connect.ts";
import { faultOf } from "./store-fault.ts";

export type TableStorageOptions = {
  readonly connection: Connection;
  /** Hears the Date header of each answer of the storage. */
  readonly onDate: (epochMs: number) => void;
  /** How long one request may take; 1500 by default, so that a caller can try three times in 5 s. */
  readonly attemptMsMax?: number;
};

/** A call on a table's client, to be given up when the signal aborts. */
export type Call<T> = (client: TableClient, signal: AbortSignal) => Promise<T>;

/** Makes a call on a table; rejects with what the SDK throws, or `StoreUnavailable` when time is up. */
export type OnTable = <T>(table: TableName, call: Call<T>) => Promise<T>;

/**
 * Runs calls on tables. A table that turns out to be missing is made, at the first use as after a loss, and
 * the call is sent once more: nothing of it had been done. So no request is spent on tables that are there.
 */
export const tablesOf = (options: TableStorageOptions, deleteEtags: DeleteEtags): OnTable => {
  const { connection, onDate, attemptMsMax = 1500 } = options;
  const open = connect(connection);
  const answered: Answered = new WeakSet();
  const additionalPolicies = [batchPolicy(deleteEtags), answerPolicy(onDate, answered)];
  const clients = new Map<TableName, TableClient>();
  const clientOf = (table: TableName): TableClient => {
    const client = clients.get(table) ?? open(table, { additionalPolicies, retryOptions: { maxRetries: 0 } });
    clients.set(table, client);
    return client;
  };
  const send = <T>(table: TableName, call: Call<T>): Promise<T> =>
    attempt(attemptMsMax, (signal) =>
      call(clientOf(table), signal).catch((error: unknown) => {
        throw answered.has(signal) ? answerFault(error) : error;
      }),
    );
  return async (table, call) => {
    try {
      return await send(table, call);
    } catch (error) {
      if (faultOf(error) !== "table-missing") throw error;
    }
    await send(table, (client, abortSignal) => client.createTable({ abortSignal }));
    return await send(table, call);
  };
};

/** Once an answer came, what the SDK throws without a status is that it cannot make sense of it: an outage. */
const answerFault = (cause: unknown): unknown =>
  cause instanceof RestError || cause instanceof StoreUnavailable
    ? cause
    : new StoreUnavailable("The storage's answer cannot be read.", { cause });
