import type * as z from "zod";
import type { InputFault } from "./adapter.ts";

const FAULTS_MAX = 10;
const PATH_MAX = 100;

/** What is wrong with an input, by field; never repeats a value of it. */
export const inputFaultsOf = (error: z.ZodError): readonly InputFault[] =>
  error.issues.slice(0, FAULTS_MAX).map((issue) => ({
    path: issue.path.map(String).join(".").slice(0, PATH_MAX),
    message: messageOf(issue),
  }));

const messageOf = (issue: z.core.$ZodIssue): string => {
  if (issue.code !== "unrecognized_keys") return issue.message;
  const known = issue.keys.slice(0, FAULTS_MAX).map((key) => key.slice(0, PATH_MAX));
  return `Unknown fields: ${known.join(", ")}`;
};
