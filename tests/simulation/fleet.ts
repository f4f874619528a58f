import type { Instance } from "./instance.ts";
import type { BareStage } from "./stage.ts";

/** A process as far as its life goes. */
export type Mortal = Pick<Instance, "name" | "nowMs" | "isAlive" | "kill">;

/** The instances that run side by side; dead ones are replaced. */
export type Fleet<Member extends Mortal = Instance> = {
  /** Any one that is alive; undefined while none is. */
  readonly pick: () => Member | undefined;
  /** Kills one of them, if any is alive; another starts in its place after a while. */
  readonly crash: () => void;
  readonly onDeath: (listener: (instance: Member) => void) => void;
};

const RESTART_MS_MAX = 3_000;

/** A fresh process of this name; `mayDie` is to be told of each store operation that it sends. */
type StartMember<Member> = (name: string, mayDie: (member: Member) => void) => Member;

/** `size` instances, each over its own faulty view of the one table. */
export const createFleet = <Member extends Mortal>(
  stage: BareStage,
  size: number,
  startMember: StartMember<Member>,
): Fleet<Member> => {
  const { random, scheduler, faults, trace } = stage;
  const listeners: ((instance: Member) => void)[] = [];
  let alive: readonly Member[] = [];
  let started = 0;

  const start = (): void => {
    const name = `i${++started}`;
    // In a step of its own, so that it dies between any two steps, not only where it calls the store.
    const mayDie = (instance: Member): void => {
      if (faults.isCrash()) scheduler.post(() => kill(instance));
    };
    alive = [...alive, startMember(name, mayDie)];
  };
  const kill = (instance: Member): void => {
    if (!instance.isAlive()) return;
    trace.note(() => `${instance.name} dies`);
    instance.kill();
    alive = alive.filter((other) => other !== instance);
    for (const listener of listeners) listener(instance);
    scheduler.after(random.below(RESTART_MS_MAX), start);
  };
  for (let index = 0; index < size; index++) start();
  return {
    pick: () => (alive.length === 0 ? undefined : random.pick(alive)),
    crash: () => {
      if (alive.length === 0) return;
      faults.count("crash");
      kill(random.pick(alive));
    },
    onDeath: (listener) => listeners.push(listener),
  };
};
