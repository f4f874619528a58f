import { SYSTEM_TIMERS } from "../../functions/system-ports.ts";
import type { VirtualTimers } from "./virtual-timers.ts";

/** Timers whose time passes by itself: for work that waits for more than this process's own tasks. */
export const realTimers: VirtualTimers = {
  ...SYSTEM_TIMERS,
  pass: () => Promise.reject(new Error("Real time passes by itself.")),
  settle: (work) => work,
};
