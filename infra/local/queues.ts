import * as z from "zod";
import type { AppFunction, Binding } from "./core-types.ts";
import type { Queue } from "./queue.ts";
import { storageQueue } from "./queue-storage.ts";
import { withSettings } from "./setting-names.ts";

/** The queues that the app's bindings name; one object a queue, so that its senders and its readers meet. */
export type Queues = {
  /** Throws, naming the function, on a binding that names no queue or an account that there is not. */
  readonly boundBy: (fn: AppFunction, binding: Binding) => Queue;
  /** The queue for the messages of this one that fail for good; none for one that is such itself. */
  readonly poisonOf: (queue: Queue) => Queue | undefined;
};

const nameLengthMax = 63;
const suffix = "-poison";
const schema = z.object({ queueName: z.string(), connection: z.string().optional() });

/** `env` holds the settings that name the accounts; identity-based ones are not served. */
export const createQueues = (
  env: NodeJS.ProcessEnv,
  open: (connectionString: string, name: string) => Queue = storageQueue,
): Queues => {
  const queues = new Map<string, Queue>();
  const accounts = new Map<Queue, string>();
  const queueOf = (connectionString: string, name: string): Queue => {
    const key = `${name} ${connectionString}`;
    const queue = queues.get(key) ?? open(connectionString, name);
    queues.set(key, queue);
    accounts.set(queue, connectionString);
    return queue;
  };
  return {
    boundBy: ({ name: functionName }, binding) => {
      const { queueName, connection } = schema.parse(binding);
      const fail = (reason: string): never => {
        throw new Error(`Function "${functionName}" has no queue: ${reason}.`);
      };
      const resolved = withSettings(queueName, env);
      if (resolved.state === "unresolved") return fail(`'%${resolved.setting}%' does not resolve to a value`);
      const name = resolved.text.toLowerCase();
      if (!isQueueName(name)) return fail(`"${name}" cannot be a queue's name`);
      const setting = connection ?? "AzureWebJobsStorage";
      const account = env[`AzureWebJobs${setting}`] || env[setting];
      return account ? queueOf(account, name) : fail(`the setting ${setting} is missing`);
    },
    poisonOf: (queue) => {
      const account = accounts.get(queue);
      const name = `${queue.name}${suffix}`;
      if (account === undefined || queue.name.endsWith(suffix) || name.length > nameLengthMax)
        return undefined;
      return queueOf(account, name);
    },
  };
};

const isQueueName = (name: string): boolean =>
  /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && name.length >= 3 && name.length <= nameLengthMax;
