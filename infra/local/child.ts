import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A program to run. `isReady` sees every line it prints, in order, and says when it is up. */
export type ChildSpec = {
  readonly name: string;
  readonly args: readonly string[];
  /** Another program than this Node. */
  readonly command?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly isReady: (line: string) => boolean;
  readonly onLine?: (line: string) => void;
  /** Gives up starting it; has no say once it is up. */
  readonly signal?: AbortSignal;
};

/** A program that is up. */
export type Child = {
  readonly pid: number;
  /** Resolves when it has ended, for whatever cause, with one line that says so. */
  readonly exited: Promise<string>;
  /** Asks it to end (SIGTERM) and resolves when it has; after 15 s it is killed. Safe to repeat. */
  readonly stop: () => Promise<void>;
};

const startMs = 60_000;
const stopMs = 15_000;
const guard = new URL("orphan-guard.ts", import.meta.url).href;

/**
 * Starts a program and resolves when it is ready. Rejects with one line (its own last one, if it left any) when it
 * ends before, takes longer than a minute, or `signal` aborts; it has ended by then.
 * It outlives neither this process nor a failed start, and does not hear the terminal's Ctrl-C: its parent decides.
 */
export const startChild = async (spec: ChildSpec): Promise<Child> => {
  spec.signal?.throwIfAborted();
  const program = spawn(spec.command ?? process.execPath, argsOf(spec), {
    env: spec.env ?? process.env,
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
    windowsHide: true,
  });
  const { isReady, exited } = watch(program, spec);
  const child: Child = { pid: program.pid ?? -1, exited, stop: () => stop(program, exited) };
  try {
    await Promise.race([isReady, exited.then(fail), timeUp(spec)]);
    return child;
  } catch (error) {
    await child.stop();
    throw error;
  }
};

const argsOf = ({ command, args }: ChildSpec): readonly string[] =>
  command === undefined ? ["--import", guard, ...args] : args;

const watch = (child: ChildProcess, spec: ChildSpec) => {
  const last = { stdout: "", stderr: "" };
  const isReady = new Promise<void>((resolve) => {
    for (const name of ["stdout", "stderr"] as const) {
      const input = child[name];
      if (!input) continue;
      createInterface({ input }).on("line", (line) => {
        if (line.trim() !== "") last[name] = line;
        spec.onLine?.(line);
        if (spec.isReady(line)) resolve();
      });
    }
  });
  const exited = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(`${spec.name} cannot run: ${error.message}`));
    child.once("close", (code, signal) => {
      const said = last.stderr || (code ? last.stdout : "");
      resolve(`${spec.name} ended (${signal ?? `exit code ${code}`})${said && `: ${said}`}`);
    });
  });
  return { isReady, exited };
};

const stop = async (child: ChildProcess, exited: Promise<string>): Promise<void> => {
  const timer = setTimeout(() => child.kill("SIGKILL"), stopMs);
  // Windows has no SIGTERM to catch; there the guard hears the pipe close.
  if (process.platform === "win32") child.stdin?.end();
  else child.kill("SIGTERM");
  await exited;
  clearTimeout(timer);
};

const timeUp = async ({ name, signal }: ChildSpec): Promise<never> => {
  const limit = AbortSignal.timeout(startMs);
  await once(signal ? AbortSignal.any([signal, limit]) : limit, "abort");
  return fail(
    limit.aborted ? `${name} was not ready after ${startMs / 1000} s.` : `${name}: start given up.`,
  );
};

const fail = (message: string): never => {
  throw new Error(message);
};
