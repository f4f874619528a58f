import { describe, expect, it } from "vitest";
import { admit } from "../../shared/domain/admission.ts";
import { at, month } from "../support/values.ts";

const NOW = at("2026-11-25T09:00:00.000Z");
const RETENTION = 13;
const admitted = (iso: string, since = "1970-01", now = NOW, retention = RETENTION) =>
  admit(at(iso), now, { since: month(since) }, retention);

describe("the time of an invocation", () => {
  it.each(["2026-11-25T09:00:00.000Z", "2026-11-25T09:00:00.001Z", "2026-11-26T09:00:00.000Z"])(
    "may be up to 24 h ahead: %s",
    (iso) => {
      expect(admitted(iso)).toEqual({ ok: true, value: at(iso) });
    },
  );

  it("is refused a millisecond further ahead, and never changed", () => {
    expect(admitted("2026-11-26T09:00:00.001Z")).toEqual({
      ok: false,
      refusal: { code: "timestamp-in-future", latest: at("2026-11-26T09:00:00.000Z") },
    });
  });

  it("may be in next month, where that is within 24 h", () => {
    const now = at("2026-11-30T23:00:00.000Z");
    expect(admitted("2026-12-01T22:59:59.999Z", "2026-11", now)).toMatchObject({ ok: true });
  });

  it.each([
    ["2026-08-01T00:00:00.000Z", true],
    ["2026-07-31T23:59:59.999Z", false],
  ])("may be as early as the tenant's first month begins: %s", (iso, ok) => {
    expect(admitted(iso, "2026-08").ok).toBe(ok);
  });

  it("names the tenant's first month where it is before it", () => {
    expect(admitted("2026-07-31T23:59:59.999Z", "2026-08")).toMatchObject({
      refusal: { code: "timestamp-too-old", earliest: "2026-08" },
    });
  });

  it.each([
    [13, "2025-11-01T00:00:00.000Z", "2025-10-31T23:59:59.999Z", "2025-11"],
    [2, "2026-10-01T00:00:00.000Z", "2026-09-30T23:59:59.999Z", "2026-10"],
    [24, "2024-12-01T00:00:00.000Z", "2024-11-30T23:59:59.999Z", "2024-12"],
  ])("keeps a whole month off the purge of %i months", (retention, first, before, earliest) => {
    expect(admitted(first, "1970-01", NOW, retention).ok).toBe(true);
    expect(admitted(before, "1970-01", NOW, retention)).toMatchObject({
      refusal: { code: "timestamp-too-old", earliest },
    });
  });

  it.each([
    ["2026-11-30T23:59:59.999Z", "2025-11-01T00:00:00.000Z", true],
    ["2026-12-01T00:00:00.000Z", "2025-11-30T23:59:59.999Z", false],
  ])("is judged by the month of the clock: at %s, %s", (now, iso, ok) => {
    expect(admitted(iso, "1970-01", at(now)).ok).toBe(ok);
  });

  it("is too old in a tenant that has not begun", () => {
    expect(admitted("2026-11-25T09:00:00.000Z", "2026-12")).toMatchObject({ ok: false });
  });
});
