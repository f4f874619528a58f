import type { AppFunction, InvocationResponse, TypedData } from "./core-types.ts";
import { faultLine } from "./fault-line.ts";
import type { Log } from "./log.ts";
import { messagesOf } from "./output-messages.ts";
import type { Queue } from "./queue.ts";
import type { QueueOptions } from "./queue-options.ts";
import { toStored } from "./queue-text.ts";
import type { Queues } from "./queues.ts";

/**
 * Sends what a function put out to the queues of its output bindings. Each of them is tried, and each failure logged;
 * rejects with one of them. Of an array, what stands before the element that failed is sent.
 */
export type BindOutputs = (fn: AppFunction, response: InvocationResponse) => Promise<void>;

type Output = { readonly name: string; readonly queue: Queue };
type Options = {
  readonly functions: readonly AppFunction[];
  readonly queues: Queues;
  readonly options: QueueOptions;
  readonly log: Log;
};

/** The name of the binding that takes what the handler returns. */
const returned = "$return";

/** Throws on a queue binding that cannot be read; warns of one to anything else, which is dropped. */
export const createOutputs = ({ functions, queues, options, log }: Options): BindOutputs => {
  const outputs = new Map(functions.map((fn) => [fn, outputsOf(fn, queues, log)]));
  const send = async (fn: AppFunction, { queue }: Output, output: TypedData): Promise<void> => {
    try {
      for (const message of messagesOf(output)) await queue.send(toStored(message, options.messageEncoding));
    } catch (error) {
      log.system(
        "error",
        `An output of 'Functions.${fn.name}' to queue '${queue.name}': ${faultLine(error)}`,
      );
      throw error;
    }
  };
  return async (fn, { outputData = [], returnValue }) => {
    const sending = (outputs.get(fn) ?? []).flatMap((output) => {
      const found = outputData.find(({ name }) => name === output.name)?.data;
      const value = output.name === returned ? returnValue : found;
      return value ? [send(fn, output, value)] : [];
    });
    const fault = (await Promise.allSettled(sending)).find(({ status }) => status === "rejected");
    if (fault?.status === "rejected") throw fault.reason;
  };
};

const outputsOf = (fn: AppFunction, queues: Queues, log: Log): readonly Output[] =>
  Object.entries(fn.bindings).flatMap(([name, binding]) => {
    const type = binding.type.toLowerCase();
    if (binding.direction !== "out" || type === "http") return [];
    if (type === "queue") return [{ name, queue: queues.boundBy(fn, binding) }];
    log.system("warning", `Not served by this host: output ${binding.type} (${fn.name})`);
    return [];
  });
