import { connect, createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectionStringOf, developmentAccount } from "../../infra/local/azurite.ts";
import { type Api, apiOf, makeTenant } from "./api.ts";
import { recount } from "./recount.ts";
import { type Stack, startStack } from "./stack.ts";

const TENANT = "outage";
const invocation = (id: string) => ({ conversationId: id, botId: "bot-1", channel: "lcw" });

/** A line to the storage that can be cut, or left silent. */
type Line = { state: "open" | "cut" | "silent"; readonly server: Server; readonly sockets: Set<Socket> };

let stack: Stack;
let line: Line;
let admin: Api;
let api: Api;
beforeAll(async () => {
  stack = await startStack();
  line = await openLine(stack.azurite.ports.table);
  const address = line.server.address();
  const table = typeof address === "object" && address ? address.port : 0;
  const host = await stack.startHost({
    AzureWebJobsStorage: connectionStringOf({ ...stack.azurite.ports, table }, developmentAccount),
  });
  admin = apiOf(host.url, stack.adminKey);
  api = apiOf(host.url, await makeTenant(admin, TENANT));
  await api("POST", `v1/tenants/${TENANT}/invocations`, invocation("before"));
});
afterAll(async () => {
  for (const socket of line.sockets) socket.destroy();
  line.server.close();
  await stack.stop();
});

it.each(["cut", "silent"] as const)(
  "answers 503 with Retry-After within 5 s while the line to the storage is %s, and recovers by itself",
  async (state) => {
    const path = `v1/tenants/${TENANT}/invocations`;
    setState(state);
    const began = performance.now();
    const down = await api("POST", path, invocation(`during-${state}`));
    const [batch, balance, ready] = await Promise.all([
      api("POST", path, [invocation(`during-${state}`), { bad: 1 }]),
      admin("GET", `v1/tenants/${TENANT}/balance`),
      admin("GET", "health/ready"),
    ]);
    const tookMs = performance.now() - began;
    const live = await admin("GET", "health/live");
    setState("open");

    for (const { status, headers, json } of [down, batch, balance, ready]) {
      expect(status).toBe(503);
      expect(headers.get("retry-after")).toBe("1");
      expect(json).toMatchObject({ type: "/problems/storage-unavailable" });
    }
    expect(live.status).toBe(200);
    expect(tookMs).toBeLessThan(2 * 5000);
    const again = await api("POST", path, invocation(`during-${state}`));
    expect(again.status).toBe(200);
  },
);

it("has acknowledged nothing that is not stored", async () => {
  const { sessions, lanes, rows } = await recount(stack.azurite.connectionString, TENANT);

  expect(sessions).toBe(3);
  expect(Object.fromEntries(lanes)).toEqual(Object.fromEntries(rows));
});

const setState = (state: Line["state"]): void => {
  line.state = state;
  if (state === "cut") for (const socket of line.sockets) socket.destroy();
};

const openLine = async (port: number): Promise<Line> => {
  const sockets = new Set<Socket>();
  const server = createServer((from) => {
    if (opened.state === "cut") return void from.destroy();
    const to = connect(port, "127.0.0.1");
    for (const [socket, other] of [[from, to] as const, [to, from] as const]) {
      sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.on("data", (bytes) => {
        if (opened.state !== "silent") other.write(bytes);
      });
    }
  });
  const opened: Line = { state: "open", server, sockets };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return opened;
};
