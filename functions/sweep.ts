import type { Asks } from "../shared/application/asks.ts";
import type { App } from "./app.ts";

/** Puts what is due on its queue, every minute. What its output loses, the next sweeps find again. */
export const sweep =
  (app: App) =>
  async (log: (line: string) => void): Promise<Asks> => {
    const due = await app.sweep();
    if (due.length > 0) log(JSON.stringify({ event: "swept", due: due.length }));
    return { due };
  };
