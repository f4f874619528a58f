import { describe, expect, it } from "vitest";
import { ADMIN_KEY, givenTenant, NOW } from "../../support/memory-app.ts";
import { expectProblem } from "../../support/problems.ts";
import { useStatements } from "../../support/use-statements.ts";

const { memory, keys, get, record, close, givenOctober } = useStatements();

describe("200: a statement as JSON", () => {
  it("is whole", async () => {
    await givenOctober();
    const { status, json } = await get("/2026-10");
    expect(status).toBe(200);
    expect(json).toEqual({
      tenantId: "acme",
      period: "2026-10",
      granted: 50,
      grants: {
        chat: { quantity: 1, sessions: 50 },
        "digital-messaging": { quantity: 0, sessions: 0 },
        "chatbot-sessions-add-on": { quantity: 0, sessions: 0 },
      },
      used: 2,
      unused: 48,
      overage: 0,
      byDay: [
        { name: "2026-10-05", sessions: 1 },
        { name: "2026-10-06", sessions: 1 },
      ],
      byChannel: [
        { name: "lcw", sessions: 1 },
        { name: "msteams", sessions: 1 },
      ],
      byBot: [
        { name: "bot-a", sessions: 2 },
        { name: "bot-b", sessions: 1 },
      ],
      excluded: { "smart-assist": 1 },
      pack: "d365-bot-sessions/2022-04",
      graceHours: 0,
      closedAt: NOW,
      previousHash: expect.stringMatching(/^[\w-]{43}$/),
      hash: expect.stringMatching(/^[\w-]{43}$/),
      late: { sessions: 0 },
    });
  });

  it("of a month without anything is one all the same", async () => {
    await close("2026-10");
    expect((await get("/2026-01")).json).toMatchObject({
      used: 0,
      byDay: [],
      excluded: {},
      previousHash: null,
    });
  });

  it("never changes: what is reported late stands beside it, and the hash stays", async () => {
    await givenOctober();
    const { json: before } = await get("/2026-10");
    await record({ conversationId: "late-1" }, { conversationId: "late-2" });
    expect((await get("/2026-10")).json).toEqual({ ...Object(before), late: { sessions: 2 } });
  });

  it("is kept by nobody on the way, and says that it has other forms", async () => {
    await givenOctober();
    expect((await get("/2026-10")).headers).toMatchObject({
      "content-type": "application/json",
      "cache-control": "no-store",
      vary: "accept",
    });
  });
});

describe("200: the list of statements", () => {
  it("is empty before the first close", async () => {
    expect((await get()).json).toEqual({ items: [] });
  });

  it("has each closed month, the oldest first, each naming the hash of the one before", async () => {
    await givenOctober();
    const { text, json } = await get();
    expect(JSON.parse(text).items.map(({ period }: { period: string }) => period)).toEqual(
      Array.from({ length: 10 }, (_, index) => `2026-${String(index + 1).padStart(2, "0")}`),
    );
    expect(json).toMatchObject({ items: { 9: (await get("/2026-10")).json ?? {} } });
  });

  it("is of one tenant", async () => {
    await givenTenant(memory(), "other");
    await givenOctober();
    const path = "v1/tenants/other/statements";
    expect((await memory().call({ method: "GET", path, key: ADMIN_KEY })).json).toEqual({ items: [] });
  });
});

describe("404: a statement", () => {
  it.each(["2026-11", "2027-01", "2025-12"])("of %s, which is not closed, in any form", async (period) => {
    await givenOctober();
    for (const format of ["json", "csv", "html"])
      expectProblem(await get(`/${period}?format=${format}`), 404, "not-found");
  });

  it("of a tenant that is not there, as the list is", async () => {
    for (const path of ["", "/2026-10"]) {
      const call = { method: "GET", path: `v1/tenants/nobody/statements${path}`, key: ADMIN_KEY };
      expectProblem(await memory().call(call), 404, "not-found");
    }
  });
});

describe("403: a statement", () => {
  it("is not for a key that records", async () => {
    expectProblem(await get("/2026-10", undefined, keys().ingest), 403, "forbidden");
    expectProblem(await get("", "text/html", keys().ingest), 403, "forbidden");
  });
});

describe("422: a statement", () => {
  it.each([
    ["/2026-13", "period"],
    ["/latest", "period"],
    ["/2026-10?format=pdf", "format"],
    ["?format=", "format"],
    ["?period=2026-10", "period"],
  ])("asked for by %s", async (below, path) => {
    expectProblem(await get(below), 422, "invalid-request", {
      errors: [{ path, message: expect.any(String) }],
    });
  });
});
