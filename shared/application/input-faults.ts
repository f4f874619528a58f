import type * as z from "zod";
import type { InputFault } from "./adapter.ts";

const FAULTS_MAX = 20;
const PATH_MAX = 100;

/**
 * What is wrong with an input, one fault a field; never repeats a value of it. A field that does not exist
 * is a fault of its own, under its own path: a misspelt one would otherwise be left out in silence.
 */
export const inputFaultsOf = (error: z.ZodError): readonly InputFault[] =>
  error.issues.flatMap(faultsOf).slice(0, FAULTS_MAX);

const faultsOf = (issue: z.core.$ZodIssue): readonly InputFault[] => {
  const path = issue.path.map(String);
  if (issue.code !== "unrecognized_keys") return [{ path: pathText(path), message: issue.message }];
  return issue.keys.map((key) => ({ path: pathText([...path, key]), message: "Unknown field." }));
};

const pathText = (path: readonly string[]): string => path.join(".").slice(0, PATH_MAX);
