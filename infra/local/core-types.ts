/** One trigger, input or output of a function, with every setting the app gave it (route, schedule, queueName...). */
export type Binding = { readonly type: string; readonly direction: string } & Readonly<
  Record<string, unknown>
>;

/** A function as the app registered it. `callback` is the app's handler: inputs first, the context last. */
export type AppFunction = {
  readonly id: string;
  readonly name: string;
  readonly bindings: Readonly<Record<string, Binding>>;
  readonly retryOptions?: unknown;
  readonly callback: Callback;
};
/** A handler: the inputs in order, then the library's invocation context. */
export type Callback = (...args: readonly unknown[]) => unknown;

/** Severity of a log record; an app that logs below what host.json asks for is not heard. */
export type Level = "trace" | "debug" | "information" | "warning" | "error" | "critical" | "none";
/** `category` is "user" for the app's own records, "system" for the library's. */
export type LogFunction = (level: Level, category: string, message: string) => void;

/** What the library is told about one invocation. `state` moves on while it runs: logging too late is judged by it. */
export type CoreContext = {
  readonly invocationId: string;
  readonly request: unknown;
  readonly metadata: { readonly name: string; readonly bindings: Readonly<Record<string, Binding>> };
  readonly log: LogFunction;
  state?: "preInvocationHooks" | "invocation" | "postInvocationHooks";
};

/** The library's side of one invocation; the host calls the three in this order. */
export type InvocationModel = {
  getArguments(): Promise<{ readonly context: unknown; readonly inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: Callback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<InvocationResponse>;
};
/** A value as the library and the host exchange it. */
export type TypedData =
  | { readonly string: string }
  | { readonly json: string }
  | { readonly bytes: Uint8Array }
  | { readonly int: number }
  | { readonly double: number };

/**
 * Encoded outputs by the names of their bindings, those without a value left out. The answer to an HTTP request is
 * not among them: in streaming mode it goes the other way.
 */
export type InvocationResponse = {
  readonly outputData?: readonly { readonly name: string; readonly data: TypedData }[];
  readonly returnValue?: TypedData | null;
};

/** What the library hands over when the app registers its first function. */
export type ProgrammingModel = {
  getInvocationModel(context: CoreContext): InvocationModel | Promise<InvocationModel>;
  getCapabilities?(offered: Record<string, string>): Record<string, string> | Promise<Record<string, string>>;
};

/** The hooks of worker 3.9.1; it has no `log` hook yet. */
export type HookName = "appStart" | "appTerminate" | "preInvocation" | "postInvocation";
/** Called with what the hook's kind defines; the library wraps it before the app sees it. */
export type Hook = (context: unknown) => unknown;

/** Both sides of `@azure/functions-core`: `api` is what the app requires, the rest what the host reads back. */
export type Core = {
  readonly api: Readonly<Record<string, unknown>>;
  readonly functions: ReadonlyMap<string, AppFunction>;
  /** Throws while the app has registered no function. */
  readonly model: () => ProgrammingModel;
  /** From here on `registerFunction` throws, as it does in Azure once the app has started. */
  readonly lock: () => void;
  /** One after the other, in the order of registration; the first that throws ends the run. */
  readonly runHooks: (name: HookName, context: object) => Promise<void>;
};
