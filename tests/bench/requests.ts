import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";

/** HTTP requests of this process to the storage, retries included. */
export type Requests = { readonly gets: number; readonly queries: number; readonly writes: number };

/**
 * Does `work` and counts the requests that it makes. Counted where Node sends them, beneath any SDK and
 * any code of ours, so that both sides are counted alike. Two counts at once would each count all.
 */
export const countingRequests = async <Value>(
  work: () => Promise<Value>,
): Promise<{ readonly value: Value; readonly requests: Requests }> => {
  const requests = { gets: 0, queries: 0, writes: 0 };
  const count = (message: unknown): void => {
    requests[kindOf((message as { readonly request: ClientRequest }).request)]++;
  };
  subscribe("http.client.request.start", count);
  try {
    const value = await work();
    return { value, requests };
  } finally {
    unsubscribe("http.client.request.start", count);
  }
};

/** All of them. */
export const totalOf = ({ gets, queries, writes }: Requests): number => gets + queries + writes;

/** A query names no row, `Sessions()`; a GET names one, `Sessions(PartitionKey='t',RowKey='h')`. */
const kindOf = ({ method, path }: ClientRequest): keyof Requests => {
  if (method !== "GET") return "writes";
  return path.includes("RowKey=") ? "gets" : "queries";
};
