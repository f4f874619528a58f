import { build } from "../../infra/build.ts";

/** The one bundle that every end-to-end test runs. */
export const setup = (): Promise<unknown> => build({ root: new URL("../..", import.meta.url).pathname });
