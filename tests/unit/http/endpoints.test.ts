import { describe, expect, it } from "vitest";
import type { TableName } from "../../../shared/application/ports.ts";
import { expectProblem } from "../../support/problems.ts";
import { HOOK, useEndpoints } from "../../support/use-endpoints.ts";
import { given } from "../../support/values.ts";

const { host, ask, put, store, operator } = useEndpoints();
const secretOf = (json: unknown): string => given(/whsec_[A-Za-z0-9+/=]{32}/.exec(JSON.stringify(json))?.[0]);
const list = async () => (await ask("GET", "endpoints")).json;

describe("201: an endpoint", () => {
  it("that is a new webhook is answered with its secret", async () => {
    const { status, json } = await put("ops", { events: ["pool.exhausted"] });
    expect(status).toBe(201);
    expect(json).toEqual({
      endpointId: "ops",
      kind: "webhook",
      events: ["pool.exhausted"],
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9]{32}$/),
    });
  });

  it.each([
    ["teams", { url: HOOK }],
    ["slack", { url: HOOK }],
    ["email", { to: ["ops@acme.example"], url: undefined }],
  ])("of kind %s has no secret", async (kind, but) => {
    const { status, json } = await put("ops", { kind, ...but });
    expect(status).toBe(201);
    expect(json).toEqual({ endpointId: "ops", kind });
  });

  it("has another secret with POST /secrets, each shown once", async () => {
    const first = secretOf((await put("ops")).json);
    const rotated = await ask("POST", "endpoints/ops/secrets");
    expect(rotated.status).toBe(201);
    expect(secretOf(rotated.json)).not.toBe(first);
    expect(rotated.json).toEqual({ secret: secretOf(rotated.json) });
  });
});

describe("a secret, once it was shown", () => {
  it("is nowhere in the answers, the tables and the log, and neither is the address", async () => {
    const secrets = [
      secretOf((await put("ops")).json),
      secretOf((await ask("POST", "endpoints/ops/secrets")).json),
    ];
    await operator().ping("ops");
    await host().handleAll();
    const again = await put("ops", { events: ["ping"] });
    expect(again.json).toEqual({ endpointId: "ops", kind: "webhook", events: ["ping"] });
    const answers: string[] = [];
    for (const path of ["endpoints", "endpoints/ops/deliveries", "alerts"])
      answers.push((await ask("GET", path)).text);
    const tables: readonly TableName[] = ["Sessions", "Tenants", "Credentials", "Notifications", "Audit"];
    const partitions = ["acme", "queue|due", "queue|parked", "tenants", "installation"];
    const rows = await Promise.all(
      tables.flatMap((table) =>
        partitions.map((partition) => store().query(table, partition, "", "~", 1000)),
      ),
    );
    expect(rows.flat().some(({ rowKey }) => rowKey === "e|ops")).toBe(true);
    const seen = JSON.stringify([answers, rows, host().logged]);
    for (const secret of secrets) expect(seen).not.toContain(secret.slice("whsec_".length));
    expect(seen).not.toMatch(/whsec|hooks\.example/);
  });
});

describe("200: an endpoint", () => {
  it("put again as it is stays as it is", async () => {
    await put("ops");
    expect(await put("ops")).toMatchObject({ status: 200, json: { endpointId: "ops", kind: "webhook" } });
  });

  it("is listed with the others, by id, without what is secret", async () => {
    await put("ops", { events: ["ping", "pool.warning"] });
    await put("chat", { kind: "teams" });
    expect(await list()).toEqual({
      items: [
        { endpointId: "chat", kind: "teams", state: "active" },
        { endpointId: "ops", kind: "webhook", events: ["ping", "pool.warning"], state: "active" },
      ],
    });
  });

  it("that fails or is disabled is listed so, until it is put again", async () => {
    await put("ops");
    host().sending.answer({ outcome: "failed", reason: "timeout" });
    await operator().ping("ops");
    await host().handleAll();
    expect(await list()).toMatchObject({
      items: [{ state: "active", failingSince: "2026-11-25T09:00:00.000Z" }],
    });
    host().sending.answer({ outcome: "gone", status: 410 });
    await host().until("2026-11-25T09:01:00.000Z");
    expect(await list()).toMatchObject({
      items: [{ state: "disabled", disabledAt: "2026-11-25T09:01:00.000Z", reason: "gone" }],
    });
    expect((await put("ops")).status).toBe(200);
    expect(await list()).toEqual({ items: [{ endpointId: "ops", kind: "webhook", state: "active" }] });
  });

  it("wants all events again where it is put without them", async () => {
    await put("ops", { events: ["ping"] });
    await put("ops");
    expect(await list()).toEqual({ items: [{ endpointId: "ops", kind: "webhook", state: "active" }] });
  });
});

describe("202: a ping", () => {
  it("is an event of its own, which goes the way of all others", async () => {
    await put("ops");
    const { status, json } = await ask("POST", "endpoints/ops/ping");
    expect([status, json]).toEqual([202, { id: expect.stringMatching(/^msg_[A-Za-z0-9]{24}$/) }]);
    expect(host().sending.sent).toEqual([]);
    expect(host().notifications).toHaveLength(1);
    await host().handleAll();
    expect(host().sending.sent).toMatchObject([
      { ...(json as object), body: { type: "ping", data: { tenantId: "acme", endpointId: "ops" } } },
    ]);
    expect((await ask("POST", "endpoints/ops/ping")).json).not.toEqual(json);
  });

  it("whose message is lost is found by the sweep", async () => {
    await put("ops");
    await ask("POST", "endpoints/ops/ping");
    host().notifications.splice(0);
    await host().until("2026-11-25T09:01:00.000Z");
    expect(host().sending.sent).toHaveLength(1);
  });
});

describe("204: an endpoint", () => {
  it("is removed, and is then not there", async () => {
    await put("ops");
    expect((await ask("DELETE", "endpoints/ops")).status).toBe(204);
    expect(await list()).toEqual({ items: [] });
    expectProblem(await ask("DELETE", "endpoints/ops"), 404, "not-found");
  });
});
