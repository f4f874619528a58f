import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { problemAnswer } from "../../../shared/http/answer.ts";
import { PROBLEMS, problem } from "../../../shared/http/problem.ts";

const docs = readFileSync(new URL("../../../shared/docs/problems.md", import.meta.url), "utf8");
const codes = Object.keys(PROBLEMS);
const sections = new Map(
  docs
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf("\n")).trim(), section] as const),
);

it.each(Object.entries(PROBLEMS))("documents %s with its status and what to do", (code, { status }) => {
  const text = (sections.get(code) ?? "").slice(code.length).trim();
  expect(text.slice(0, 3)).toBe(String(status));
  expect(text.length).toBeGreaterThan(40);
});

it("documents no problem that there is not", () => {
  expect([...sections.keys()].sort()).toEqual([...codes].sort());
});

it.each(codes)("names %s in a way that can be a part of a URL", (code) => {
  expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
});

it("never lets a fact stand in for what a problem is", () => {
  const facts = { type: "x", status: 200, title: "x", detail: "x", period: "2026-10" };
  expect(problem("period-closed", "Closed.", facts)).toEqual({
    type: "/problems/period-closed",
    title: "Period is closed",
    status: 409,
    detail: "Closed.",
    period: "2026-10",
  });
});

it.each([
  ["unauthorized", "www-authenticate"],
  ["storage-unavailable", "retry-after"],
  ["proof-unavailable", "retry-after"],
  ["conversation-id-key-changed", "retry-after"],
] as const)("sends with %s the header %s, which it needs", (code, header) => {
  expect(Object.keys(problemAnswer(problem(code, "")).headers ?? {})).toContain(header);
});
