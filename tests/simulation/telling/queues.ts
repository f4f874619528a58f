import type { Asks } from "../../../shared/application/asks.ts";
import type { Fleet } from "../fleet.ts";
import type { Actor } from "../stage.ts";
import { Violation } from "../violation.ts";
import { whileHandling } from "./handling.ts";
import type { TellingInstance } from "./instance.ts";
import type { Message, MessagePut } from "./message.ts";
import { isOutage } from "./outages.ts";
import type { QueueFaults } from "./queue-faults.ts";
import { readAsHost } from "./read-as-host.ts";
import type { TellingStage } from "./subject.ts";

/** The queues, and the host between them and the app: at least once, in any order, some given up in the end. */
export type Queues = Actor & {
  readonly put: (message: MessagePut) => void;
  /** Binds what an invocation asks for; whether all of it got through. */
  readonly bind: (asks: Asks) => boolean;
  readonly messages: readonly Message[];
};

type UnderWay = { readonly message: Message; readonly instance: TellingInstance };

// What host.json says.
const DEQUEUES_MAX = 5;
const INVISIBLE_MS = 30_000;
const SOON_MS_MAX = 2_000;
const DELAYED_MS = [10_000, 60_000, 61_000, 180_000, 1_200_000];

export const createQueues = (
  stage: TellingStage,
  fleet: Fleet<TellingInstance>,
  faults: QueueFaults,
): Queues => {
  const { scheduler, random, trace, failures } = stage;
  const messages: Message[] = [];
  const underWay = new Set<UnderWay>();
  let open = 0;
  const note = ({ number }: Message, what: string): void => trace.note(() => `message ${number} ${what}`);

  const end = (message: Message, state: "done" | "parked" | "given-up"): void => {
    message.state = state;
    open--;
    note(message, `is ${state}`);
  };
  const showAfter = (delayMs: number, message: Message): void => {
    scheduler.after(delayMs, () => {
      const instance = fleet.pick();
      if (message.state !== "waiting") return;
      if (instance) receive(message, instance);
      else showAfter(1_000, message);
    });
  };
  const put = (what: MessagePut): void => {
    const message: Message = { ...what, number: messages.length, dequeues: 0, state: "waiting" };
    messages.push(message);
    open++;
    note(message, `is put on ${what.queue}: ${what.text}`);
    const delayMs = (): number =>
      faults.happens("delayed") ? random.pick(DELAYED_MS) : random.below(SOON_MS_MAX);
    showAfter(delayMs(), message);
    if (faults.happens("doubled")) showAfter(delayMs(), message);
  };
  const bind = ({ checks = [], due = [] }: Asks): boolean => {
    const texts: readonly MessagePut[] = [
      ...checks.map((check) => ({ queue: "shortfall-checks", text: JSON.stringify(check) }) as const),
      ...due.map((one) => ({ queue: "notifications", text: stage.subject.toDeliveryMessage(one) }) as const),
    ];
    const isLost = texts.length > 0 && faults.happens("output-lost");
    for (const one of isLost ? texts.slice(0, random.below(texts.length)) : texts) put(one);
    return !isLost;
  };
  const receive = (message: Message, instance: TellingInstance): void => {
    message.dequeues++;
    note(message, `is received by ${instance.name}, for the ${message.dequeues}. time`);
    const one: UnderWay = { message, instance };
    underWay.add(one);
    // The host lost hold of it: somebody else gets it while it is still being handled.
    if (faults.happens("lease-lost")) showAfter(random.below(INVISIBLE_MS), message);
    const handling = { step: scheduler.step(), startedMs: scheduler.now() };
    let parked: string | undefined;
    const log = (line: string): void => {
      const { event, reason } = JSON.parse(line);
      if (event === "parked") parked = String(reason);
    };
    whileHandling(handling, () =>
      instance.handlers[message.queue]({
        message: readAsHost(message.text),
        dequeueCount: message.dequeues,
        log,
      }),
    )
      .then(
        // Bound in a step of its own, so that the process can die in between.
        (asks) => scheduler.post(() => ended(one, asks, parked)),
        (cause: unknown) => failed(one, cause),
      )
      .catch(failures.report);
  };
  const ended = (one: UnderWay, asks: Asks, parked: string | undefined): void => {
    const { message, instance } = one;
    if (!instance.isAlive()) return;
    if (!bind(asks)) {
      again(one);
      return;
    }
    underWay.delete(one);
    if (faults.happens("delete-lost")) showAfter(INVISIBLE_MS, message);
    else if (message.state === "waiting") {
      if (parked) message.reason = parked;
      end(message, parked ? "parked" : "done");
    }
  };
  const failed = (one: UnderWay, cause: unknown): void => {
    const { message } = one;
    note(message, `fails: ${cause}`);
    if (message.poison === undefined && !isOutage(stage.subject, cause))
      throw new Violation("no good message meets a fault of ours", { message, cause: String(cause) }, cause);
    again(one);
  };
  const again = (one: UnderWay): void => {
    const { message } = one;
    if (!underWay.delete(one) || message.state !== "waiting") return;
    if (message.dequeues < DEQUEUES_MAX) showAfter(INVISIBLE_MS, message);
    else end(message, "given-up");
  };
  fleet.onDeath((instance) => {
    for (const one of underWay) if (one.instance === instance) again(one);
  });
  return {
    put,
    bind,
    messages,
    start: () => undefined,
    isDone: () => open === 0,
    settle: () => {
      faults.stop();
      // What the host put aside in an outage, somebody puts back.
      for (const message of messages)
        if (message.state === "given-up") {
          message.state = "waiting";
          message.dequeues = 0;
          open++;
          showAfter(0, message);
        }
    },
  };
};
