import type * as z from "zod";
import type { InputFault } from "../application/adapter.ts";

/**
 * What is wrong in a source's settings, one fault a field. A setting that does not exist is a fault of its
 * own, under its own path: a misspelt one would otherwise be left out in silence.
 */
export const faultsOfSettings = (error: z.ZodError): readonly InputFault[] =>
  error.issues.flatMap((issue): readonly InputFault[] => {
    const path = issue.path.map(String);
    if (issue.code !== "unrecognized_keys") return [{ path: path.join("."), message: issue.message }];
    return issue.keys.map((key) => ({ path: [...path, key].join("."), message: "No such setting." }));
  });
