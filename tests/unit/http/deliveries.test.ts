import { describe, expect, it } from "vitest";
import { expectProblem } from "../../support/problems.ts";
import { useEndpoints } from "../../support/use-endpoints.ts";

const { host, keys, ask, put, operator } = useEndpoints();
const list = (query = "") => ask("GET", `endpoints/ops/deliveries${query}`, undefined, keys().read);

describe("200: the deliveries of an endpoint", () => {
  it("are none at first", async () => {
    await put("ops");
    expect((await list()).json).toEqual({ items: [] });
  });

  it("are told with their state and all attempts", async () => {
    await put("ops");
    host().sending.answer({ outcome: "failed", status: 503, reason: "status 503" });
    const id = await operator().ping("ops");
    expect((await list()).json).toEqual({
      items: [
        {
          id,
          at: "2026-11-25T09:00:00.000Z",
          state: "pending",
          attempts: 0,
          nextAttemptAt: "2026-11-25T09:00:00.000Z",
          log: [],
        },
      ],
    });
    await host().handleAll();
    const failed = { at: "2026-11-25T09:00:00.000Z", latencyMs: 0, status: 503, reason: "status 503" };
    expect((await list()).json).toMatchObject({
      items: [{ state: "pending", attempts: 1, nextAttemptAt: "2026-11-25T09:01:00.000Z", log: [failed] }],
    });
    host().sending.answer({ outcome: "delivered", status: 204 });
    await host().until("2026-11-25T09:01:00.000Z");
    const delivered = { at: "2026-11-25T09:01:00.000Z", latencyMs: 0, status: 204 };
    expect((await list()).json).toEqual({
      items: [
        { id, at: "2026-11-25T09:00:00.000Z", state: "delivered", attempts: 2, log: [failed, delivered] },
      ],
    });
  });

  it("are told with the reason why they are parked", async () => {
    await put("ops");
    host().sending.answer({ outcome: "gone", status: 410 });
    await operator().ping("ops");
    await host().handleAll();
    const { items } = (await list()).json as { items: unknown[] };
    expect(items).toContainEqual(
      expect.objectContaining({ state: "parked", reason: "endpoint-disabled", attempts: 1 }),
    );
  });

  it("are those of this endpoint alone, also where another's id begins like it", async () => {
    await put("ops");
    await put("ops-2");
    await operator().ping("ops-2");
    expect((await list()).json).toEqual({ items: [] });
  });

  it("come in pages of 100, in the order of their time, and none twice", async () => {
    await put("ops");
    const ids: string[] = [];
    for (let number = 0; number < 205; number++) {
      host().clock.set(new Date(Date.UTC(2026, 10, 25, 9, 0, number)).toISOString());
      ids.push(await operator().ping("ops"));
    }
    const pages: string[][] = [];
    for (let query: string | undefined = ""; query !== undefined; ) {
      const { items, next } = (await list(query)).json as { items: { id: string }[]; next?: string };
      pages.push(items.map(({ id }) => id));
      query = next && `?after=${encodeURIComponent(next)}`;
    }
    expect(pages.map(({ length }) => length)).toEqual([100, 100, 5]);
    expect(pages.flat()).toEqual(ids);
  });
});

describe("404: the deliveries", () => {
  it("of an endpoint that is not there", async () => {
    expectProblem(await list(), 404, "not-found");
  });
});

describe("422: the deliveries", () => {
  it.each(["?after=", "?after=msg_1", "?after=2026-11-25%7Cmsg_1", "?page=2"])(
    "after what `next` never says: %s",
    async (query) => {
      await put("ops");
      expectProblem(await list(query), 422, "invalid-request");
    },
  );
});
