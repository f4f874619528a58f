import { describe, expect, it } from "vitest";
import { expectProblem } from "../../support/problems.ts";
import { useEndpoints } from "../../support/use-endpoints.ts";

const { host, keys, ask, put, operator } = useEndpoints();
const RANGE = { from: "2026-11-25T00:00:00Z", to: "2026-11-26T00:00:00Z" };
const replay = (json: unknown = RANGE, id = "ops") => ask("POST", `endpoints/${id}/replays`, json);

describe("202: a replay", () => {
  it("says how many events are sent again, and sends them with the next sweep", async () => {
    await put("ops");
    const id = await operator().ping("ops");
    await host().handleAll();
    expect(await replay()).toMatchObject({ status: 202, json: { events: 1 } });
    await host().until("2026-11-25T09:01:00.000Z");
    expect(host().sending.sent.map((sent) => sent.id)).toEqual([id, id]);
  });

  it("of a range without events sends none", async () => {
    await put("ops");
    await operator().ping("ops");
    const range = { from: "2026-11-25T10:00:00+01:00", to: "2026-11-25T09:00:00.001Z" };
    expect((await replay(range)).json).toEqual({ events: 1 });
    expect((await replay({ ...range, from: "2026-11-25T09:00:00.001Z", to: RANGE.to })).json).toEqual({
      events: 0,
    });
  });

  it("of many events says from when on to ask again", async () => {
    await put("ops");
    for (let number = 0; number < 101; number++) {
      host().clock.set(new Date(Date.UTC(2026, 10, 25, 9, 0, number)).toISOString());
      await operator().ping("ops");
    }
    expect((await replay()).json).toEqual({ events: 100, next: "2026-11-25T09:01:40.000Z" });
    expect((await replay({ ...RANGE, from: "2026-11-25T09:01:40.000Z" })).json).toEqual({ events: 1 });
  });
});

describe("404: a replay", () => {
  it("to an endpoint that is not there", async () => {
    expectProblem(await replay(RANGE, "nobody"), 404, "not-found");
  });
});

describe("403: a replay", () => {
  it("asked for by who may only read", async () => {
    await put("ops");
    expectProblem(await ask("POST", "endpoints/ops/replays", RANGE, keys().read), 403, "forbidden");
  });
});

describe("422: a replay", () => {
  it.each([
    ["from", { from: undefined }],
    ["from", { from: "2026-11-25" }],
    ["from", { from: "2026-11-25T00:00:00" }],
    ["to", { to: 7 }],
    ["to", { to: RANGE.from }],
    ["to", { to: "2026-11-24T00:00:00Z" }],
    ["events", { events: ["ping"] }],
  ])("with a wrong %s: %o", async (path, but) => {
    await put("ops");
    expectProblem(await replay({ ...RANGE, ...but }), 422, "invalid-request", {
      errors: expect.arrayContaining([{ path, message: expect.any(String) }]),
    });
  });
});
