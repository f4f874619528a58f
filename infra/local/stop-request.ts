const watchMs = 250;

/**
 * Aborts when this process is asked to end: Ctrl-C, SIGTERM, or its terminal closed.
 * Under npm also when the shell between the two is gone: npm hands SIGTERM to that shell, which dies without
 * passing it on, and what npm started would run on unseen.
 */
export const stopRequest = (): AbortSignal => {
  const request = new AbortController();
  const stop = (): void => request.abort();
  process.on("SIGINT", stop).on("SIGTERM", stop).on("SIGHUP", stop);
  const shell = process.ppid;
  if (process.env["npm_lifecycle_event"] !== undefined) {
    setInterval(() => process.ppid !== shell && stop(), watchMs).unref();
  }
  return request.signal;
};
