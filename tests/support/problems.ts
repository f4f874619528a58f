import { expect } from "vitest";
import type { ProblemCode } from "../../shared/http/problem.ts";
import type { Called } from "./call.ts";

/** The answer is this problem, and nothing but the form that all problems have. */
export const expectProblem = (
  called: Called,
  status: number,
  code: ProblemCode,
  facts: Readonly<Record<string, unknown>> = {},
): void => {
  expect(called.json).toMatchObject({ type: `/problems/${code}`, status, ...facts });
  expect(called.json).toMatchObject({ title: expect.any(String), detail: expect.any(String) });
  expect(called.status).toBe(status);
  expect(called.headers["content-type"]).toBe("application/problem+json");
};
