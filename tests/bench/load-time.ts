/*
 * Prints how many milliseconds `require` takes for the module or file that the first argument names; a process
 * loads each once, so this is one of its own. The host's part of the library is there, as in the worker.
 */
import { createRequire } from "node:module";
import { createCore, interceptRequire } from "../../infra/local/core-module.ts";

const [, , target = ""] = process.argv;
interceptRequire(createCore(() => undefined).api);
const require = createRequire(import.meta.url);
const startedAt = performance.now();
require(target);
console.log(performance.now() - startedAt);
// Whatever the module has started is of no interest.
process.exit(0);
