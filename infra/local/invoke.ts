import type { AppFunction, Callback, CoreContext, InvocationResponse } from "./core-types.ts";
import { faultLine } from "./fault-line.ts";
import type { Host } from "./listener.ts";

/** What a trigger passes: `inputData` and `triggerMetadata` in the worker's wire shapes, `reason` for the log. */
export type Trigger = {
  readonly invocationId: string;
  readonly reason: string;
  readonly inputData: readonly { readonly name: string; readonly data: object }[];
  readonly triggerMetadata: Readonly<Record<string, object>>;
  readonly retryContext?: object;
};

/** What an invocation fails with when the function itself did well, and then an output was not to be sent. */
export class OutputFault extends Error {
  /** What the handler returned. */
  readonly result: unknown;
  constructor(result: unknown, cause: unknown) {
    super(`An output could not be sent: ${faultLine(cause)}`, { cause });
    this.result = result;
  }
}

/**
 * Runs one invocation of whatever trigger: arguments, hooks, handler, hooks, outputs. Resolves with what the handler
 * returned, after the hooks. Throws what the handler or a hook threw, or an OutputFault, once it is logged.
 * In streaming mode an HTTP handler's answer is on its way before its outputs are sent.
 */
export const invoke = async (host: Host, fn: AppFunction, trigger: Trigger): Promise<unknown> => {
  const { log } = host;
  const { invocationId } = trigger;
  const startedAt = performance.now();
  if (log.isVerbose) {
    log.system(
      "information",
      `Executing 'Functions.${fn.name}' (Reason='${trigger.reason}', Id=${invocationId})`,
    );
  }
  const executed = (outcome: string): string =>
    `Executed 'Functions.${fn.name}' (${outcome}, Id=${invocationId}, Duration=${Math.round(performance.now() - startedAt)}ms)`;
  try {
    const { result, response } = await run(host, fn, trigger);
    await host.bindOutputs(fn, response).catch((error: unknown) => {
      throw new OutputFault(result, error);
    });
    if (log.isVerbose) log.system("information", executed("Succeeded"));
    return result;
  } catch (error) {
    log.system("error", `${executed("Failed")}\n${error instanceof Error ? error.stack : String(error)}`);
    throw error;
  }
};

type Outcome = { readonly result: unknown; readonly response: InvocationResponse };

const run = async ({ app, log }: Host, fn: AppFunction, trigger: Trigger): Promise<Outcome> => {
  const { core, appHookData } = app;
  const coreContext: CoreContext = {
    invocationId: trigger.invocationId,
    request: { functionId: fn.id, traceContext: null, retryContext: null, ...trigger },
    metadata: fn,
    log: (level, category, message) =>
      category === "user" ? log.user(fn.name, level, message) : log.system(level, message),
  };
  const model = await core.model().getInvocationModel(coreContext);
  const { context, inputs } = await model.getArguments();

  const shared = { hookData: {}, appHookData, invocationContext: context };
  const before = { ...shared, inputs, functionCallback: fn.callback };
  coreContext.state = "preInvocationHooks";
  await core.runHooks("preInvocation", before);

  coreContext.state = "invocation";
  const handled = await settle(() => model.invokeFunction(context, before.inputs, before.functionCallback));

  // Hooks may replace the result or heal the error, so both are read back after they ran.
  const after = { ...shared, inputs: before.inputs, ...handled };
  coreContext.state = "postInvocationHooks";
  await core.runHooks("postInvocation", after);
  if (after.error !== null && after.error !== undefined) throw after.error;
  return { result: after.result, response: await model.getResponse(context, after.result) };
};

const settle = async (handler: Callback): Promise<{ result: unknown; error: unknown }> => {
  try {
    return { result: await handler(), error: null };
  } catch (error) {
    // A handler may throw undefined; that is a failure all the same.
    return { result: null, error: error ?? new Error("The function threw nothing.") };
  }
};
