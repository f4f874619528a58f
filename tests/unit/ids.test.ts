import { describe, expect, it } from "vitest";
import { grantId, sourceId, tenantId } from "../../shared/domain/ids.ts";

describe.each([
  ["a tenant's id", tenantId],
  ["a grant's id", grantId],
  ["a source's id", sourceId],
])("%s", (_, id) => {
  it.each(["a", "0", "acme", "acme-2026", "a-", "a--b", "constructor", "x".repeat(63)])(
    "can be %s",
    (text) => {
      expect(id(text)).toBe(text);
    },
  );

  it.each([
    "",
    "-a",
    "Acme",
    "a_b",
    "a.b",
    "a b",
    "a/b",
    "a|b",
    "a~",
    "é",
    "acme\n",
    "\nacme",
    "a%20b",
    "__proto__",
    "x".repeat(64),
  ])("can not be %j", (text) => {
    expect(id(text)).toBeUndefined();
  });
});
