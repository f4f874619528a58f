import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Driven } from "./drive.ts";

/** Bodies to be posted to one address over 64 connections that are kept alive. */
export type HttpLoad = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodies: readonly string[];
};

/** Sends a load; rejects where anything is answered but 200. */
export type Send = (load: HttpLoad) => Promise<Driven>;

const program = fileURLToPath(new URL("http-client.ts", import.meta.url));

/** Does `work` with a client in a process of its own, the same for all loads, so that it is warm for all. */
export const withHttpClient = async <Value>(work: (send: Send) => Promise<Value>): Promise<Value> => {
  const client = fork(program);
  const ended = once(client, "exit").then(([code]) => {
    throw new Error(`The HTTP client ended (exit code ${code}).`);
  });
  // Heard where it matters: in the race with an answer.
  ended.catch(() => undefined);
  try {
    return await work((load) => Promise.race([answerOf(client, load), ended]));
  } finally {
    client.disconnect();
  }
};

const answerOf = async (client: ChildProcess, load: HttpLoad): Promise<Driven> => {
  const answered = once(client, "message");
  client.send(load);
  const [driven] = await answered;
  return driven;
};
