import type { App } from "./app-loader.ts";
import type { AppFunction, Callback, CoreContext, InvocationResponse } from "./core-types.ts";
import type { Log } from "./log.ts";

/** What a trigger passes: `inputData` and `triggerMetadata` in the worker's wire shapes, `reason` for the log. */
export type Trigger = {
  readonly invocationId: string;
  readonly reason: string;
  readonly inputData: readonly { readonly name: string; readonly data: object }[];
  readonly triggerMetadata: Readonly<Record<string, object>>;
  readonly retryContext?: object;
};

/** `result` is what the handler returned, after the hooks; `response` holds the encoded outputs. */
export type Outcome = { readonly result: unknown; readonly response: InvocationResponse };

/**
 * Runs one invocation: arguments, hooks, handler, hooks, outputs. Throws what the handler or a hook threw,
 * once it is logged. In streaming mode an HTTP handler's answer is on its way before this resolves.
 */
export const invoke = async (app: App, log: Log, fn: AppFunction, trigger: Trigger): Promise<Outcome> => {
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
    const outcome = await run(app, log, fn, trigger);
    if (log.isVerbose) log.system("information", executed("Succeeded"));
    return outcome;
  } catch (error) {
    log.system("error", `${executed("Failed")}\n${error instanceof Error ? error.stack : String(error)}`);
    throw error;
  }
};

const run = async (app: App, log: Log, fn: AppFunction, trigger: Trigger): Promise<Outcome> => {
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
