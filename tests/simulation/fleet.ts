import { type Instance, type Setup, startInstance } from "./instance.ts";
import type { Stage } from "./stage.ts";

/** The instances that run side by side; dead ones are replaced. */
export type Fleet = {
  /** Any one that is alive; undefined while none is. */
  readonly pick: () => Instance | undefined;
  /** Kills one of them, if any is alive; another starts in its place after a while. */
  readonly crash: () => void;
  readonly onDeath: (listener: (instance: Instance) => void) => void;
};

const RESTART_MS_MAX = 3_000;

/** `size` instances, each over its own faulty view of the one table. */
export const createFleet = (stage: Stage, size: number, setup: Setup): Fleet => {
  const { random, scheduler, faults, trace } = stage;
  const listeners: ((instance: Instance) => void)[] = [];
  let alive: readonly Instance[] = [];
  let started = 0;

  const start = (): void => {
    const name = `i${++started}`;
    // In a step of its own, so that it dies between any two steps, not only where it calls the store.
    const mayDie = (instance: Instance): void => {
      if (faults.isCrash()) scheduler.post(() => kill(instance));
    };
    alive = [...alive, startInstance(stage, name, setup, mayDie)];
  };
  const kill = (instance: Instance): void => {
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
