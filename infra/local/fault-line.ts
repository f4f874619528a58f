/**
 * The message of whatever was thrown, as one line and without a stack: what a command prints before it exits.
 * Line breaks become spaces, so that tools which read the last line of a stopped process read all of it.
 */
export const faultLine = (error: unknown): string => {
  const message = error instanceof Error ? error.message || error.name : String(error);
  return message.replace(/\s*\n\s*/g, " ").trim();
};
