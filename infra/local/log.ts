import type { Level } from "./core-types.ts";

const severity: Readonly<Record<Level, number>> = {
  trace: 0,
  debug: 1,
  information: 2,
  warning: 3,
  error: 4,
  critical: 5,
  none: 6,
};

/** The host's console. Warnings and worse go to stderr, all else to stdout. */
export type Log = {
  /** A record of the app, kept or dropped by the levels of host.json. */
  readonly user: (functionName: string, level: Level, message: string) => void;
  /** A record of the library or the host itself: shown from `warning` on, or all of them when verbose. */
  readonly system: (level: Level, message: string) => void;
  readonly isVerbose: boolean;
};

/**
 * `levels` is host.json's `logging.logLevel`: category -> level, where the longest category that the record's own
 * begins with wins and `default` (or Information) covers the rest. The app logs as `Function.<name>.User`.
 */
export const createLog = (levels: Readonly<Record<string, string>>, isVerbose: boolean): Log => {
  const lowest = new Map<string, number>();
  const lowestOf = (category: string): number => {
    const known = lowest.get(category) ?? severityOf(levels, category);
    lowest.set(category, known);
    return known;
  };
  return {
    user: (functionName, level, message) => {
      if (severity[level] >= lowestOf(`Function.${functionName}.User`)) write(level, message);
    },
    system: (level, message) => {
      if (isVerbose || severity[level] >= severity.warning) write(level, message);
    },
    isVerbose,
  };
};

const severityOf = (levels: Readonly<Record<string, string>>, category: string): number => {
  const names = Object.keys(levels).filter((name) => `${category}.`.startsWith(`${name}.`));
  const longest = names.sort((a, b) => b.length - a.length)[0] ?? "default";
  const level = (levels[longest] ?? "Information").toLowerCase();
  return Object.entries(severity).find(([name]) => name === level)?.[1] ?? severity.information;
};

const write = (level: Level, message: string): void => {
  const line = `[${new Date().toISOString()}] ${message}`;
  if (severity[level] >= severity.warning) console.error(line);
  else console.log(line);
};
