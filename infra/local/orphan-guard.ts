/*
 * Preloaded into every child process (`node --import`), of ours or not: when the parent is gone, however it died,
 * the pipe on stdin closes and the child ends as on SIGTERM. Unreferenced, so that it keeps no process alive.
 */
process.stdin
  .once("end", () => {
    // Emitted, not sent: on Windows a signal kills at once, and Azurite would not save.
    const isHeard = process.emit("SIGTERM", "SIGTERM");
    // Nobody listens before the start is over, nor any more while it is ending; the latter needs its time.
    if (!isHeard) setTimeout(() => process.exit(1), 10_000).unref();
  })
  .resume()
  .unref();
