import { describe, expect, it } from "vitest";
import { createCheckAccess } from "../../shared/application/check-access.ts";
import type { PoolState } from "../../shared/domain/balance.ts";
import { settableClock } from "../support/memory-app.ts";
import { at, tenant } from "../support/values.ts";

const ASKED = at("2026-11-25T08:59:55.000Z");
const accessIn = (state: PoolState | undefined, iso?: string) => {
  const asked: string[] = [];
  const poolWatch = {
    counted: () => false,
    late: () => false,
    unask: () => undefined,
    stateOf: async (of: string, period: string) => {
      asked.push(`${of} ${period}`);
      return state && { state, asOf: ASKED };
    },
  };
  const check = createCheckAccess({ clock: settableClock(iso), poolWatch });
  return { asked, access: check(tenant("acme")) };
};

describe("access", () => {
  it.each([
    ["ok", "allowed"],
    ["forecast", "allowed"],
    ["warning", "near-limit"],
    ["exhausted", "over-pool"],
  ] as const)("in a pool that is %s is %s, as of when that was read", async (state, access) => {
    expect(await accessIn(state).access).toEqual({ access, asOf: ASKED });
  });

  it("is that of this moment's month", async () => {
    for (const [iso, period] of [
      ["2026-11-30T23:59:59.999Z", "2026-11"],
      ["2026-12-01T00:00:00.000Z", "2026-12"],
    ] as const) {
      const { asked, access } = accessIn("ok", iso);
      await access;
      expect(asked).toEqual([`acme ${period}`]);
    }
  });

  it("to a tenant that is not there is none", async () => {
    expect(await accessIn(undefined).access).toBeUndefined();
  });
});
