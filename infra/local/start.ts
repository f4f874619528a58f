import { faultLine } from "./fault-line.ts";
import { stopRequest } from "./stop-request.ts";

const signal = stopRequest();
try {
  // Not before: without the packages it needs it cannot even be loaded.
  const { runStack, stackOptionsOf } = await import("./stack.ts");
  await runStack(stackOptionsOf(process.argv.slice(2)), signal);
} catch (error) {
  if (!signal.aborted) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
    console.error(isMissing ? "Packages are missing: run npm ci." : faultLine(error));
    process.exitCode = 1;
  }
}
