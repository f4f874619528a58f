import Module from "node:module";
import type {
  AppFunction,
  Callback,
  Core,
  Hook,
  HookName,
  LogFunction,
  ProgrammingModel,
} from "./core-types.ts";

type Metadata = Omit<AppFunction, "id" | "callback"> & { readonly functionId?: string };

/** Errors of the platform carry this mark; the library tells them from the app's own by it. */
const systemError = (error: Error): Error => Object.assign(error, { isAzureFunctionsSystemError: true });

/** A fresh `@azure/functions-core`, holding nothing. Source: the Node worker 3.9.1. */
export const createCore = (log: LogFunction): Core => {
  const functions = new Map<string, AppFunction>();
  const { registerHook, runHooks } = createHooks();
  let model: ProgrammingModel | undefined;
  let isLocked = false;
  const api = {
    version: "3.9.1",
    hostVersion: "4.1037.0",
    registerFunction: (metadata: Metadata, callback: Callback) => {
      const id = metadata.functionId ?? metadata.name;
      if (isLocked) throw systemError(new Error("A function can only be registered during app startup."));
      if (functions.has(id)) {
        throw systemError(new Error(`A function with id "${id}" has already been registered.`));
      }
      functions.set(id, { ...metadata, id, callback });
      return { dispose: () => functions.delete(id) };
    },
    registerHook,
    setProgrammingModel: (given: ProgrammingModel) => {
      model = given;
    },
    getProgrammingModel: () => model,
    log,
  };
  return {
    api,
    functions,
    model: () => {
      if (!model) throw new Error("The app registers no function.");
      return model;
    },
    lock: () => {
      isLocked = true;
    },
    runHooks,
  };
};

const createHooks = () => {
  const hooks: Readonly<Record<HookName, Hook[]>> = {
    appStart: [],
    appTerminate: [],
    preInvocation: [],
    postInvocation: [],
  };
  return {
    registerHook: (name: string, hook: Hook) => {
      const [, list] = Object.entries(hooks).find(([known]) => known === name) ?? [];
      if (!list) throw systemError(new RangeError(`Unrecognized hook "${name}"`));
      list.push(hook);
      return { dispose: () => list.includes(hook) && list.splice(list.indexOf(hook), 1) };
    },
    runHooks: async (name: HookName, context: object): Promise<void> => {
      for (const hook of [...hooks[name]]) await hook(context);
    },
  };
};

/**
 * Answers `require("@azure/functions-core")` with `api`, as the Node worker does; no such package is installed.
 * Must run before the app loads: the library looks once, at its first `app.*` call, and keeps what it found.
 */
export const interceptRequire = (api: Core["api"]): void => {
  Module.prototype.require = new Proxy(Module.prototype.require, {
    apply: (original, self, args) =>
      args[0] === "@azure/functions-core" ? api : Reflect.apply(original, self, args),
  });
};
