import { beforeEach, describe, expect, it } from "vitest";
import { evaluateShortfall } from "../../../functions/evaluate-shortfall.ts";
import {
  ADMIN_KEY,
  givenTenant,
  type MemoryApp,
  memoryApp,
  type TenantKeys,
} from "../../support/memory-app.ts";
import { expectProblem } from "../../support/problems.ts";

let memory: MemoryApp;
let keys: TenantKeys;
beforeEach(async () => {
  memory = memoryApp();
  keys = await givenTenant(memory);
});
const list = (key = ADMIN_KEY) => memory.call({ method: "GET", path: "v1/parked", key });
const receive = (message: unknown) =>
  memory.timers.settle(evaluateShortfall(memory.app)({ message, dequeueCount: 1, log: () => {} }));

describe("200: parked messages", () => {
  it("are none at first", async () => {
    expect((await list()).json).toEqual({ items: [] });
  });

  it("are told with what can be told of them, the oldest first", async () => {
    await receive("no check");
    memory.clock.set("2026-11-25T10:00:00.000Z");
    await receive({ tenant: "nobody", period: "2026-11", cause: "late" });
    expect((await list()).json).toEqual({
      items: [
        {
          queue: "shortfall-checks",
          reason: "malformed",
          bytes: 8,
          hash: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
          parkedAt: "2026-11-25T09:00:00.000Z",
        },
        {
          queue: "shortfall-checks",
          reason: "no-such-tenant",
          bytes: 53,
          hash: expect.any(String),
          parkedAt: "2026-11-25T10:00:00.000Z",
        },
      ],
    });
  });

  it("are told without anything that they held", async () => {
    await receive({ conversation: "words of a conversation" });
    expect((await list()).text).not.toContain("words");
  });
});

describe("401 and 403: parked messages", () => {
  it("are told to the platform's admin alone", async () => {
    expectProblem(await list("wrong"), 401, "unauthorized");
    for (const key of Object.values(keys)) expect((await list(key)).status).toBeGreaterThanOrEqual(401);
  });
});
