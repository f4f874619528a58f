/** What happened in a run, line by line. Off, it costs nothing: a line is made only where it is kept. */
export type Trace = {
  readonly note: (line: () => string) => void;
  readonly lines: readonly string[];
};

/** A trace that keeps its lines, each with the virtual time in front. */
export const keptTrace = (now: () => number): Trace => {
  const lines: string[] = [];
  return { note: (line) => lines.push(`${String(now()).padStart(9)} ${line()}`), lines };
};

/** A trace that keeps nothing. */
export const noTrace = (): Trace => ({ note: () => undefined, lines: [] });
