import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { Agent, request as httpRequest } from "node:http";
import { type AddressInfo, connect, createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type HostProcess, startHost } from "../../infra/local/host-process.ts";

const app = fileURLToPath(new URL("../fixtures/host-app", import.meta.url));
const program = fileURLToPath(new URL("../../infra/local/host.ts", import.meta.url));

/** Emits each line that the host prints, under the line's own text. */
const said = new EventEmitter();
const start = () =>
  startHost({
    app,
    env: { ...process.env, "AzureWebJobs.disabled.Disabled": "true" },
    onLine: (line) => said.emit(line),
  });

let host: HostProcess;
beforeAll(async () => {
  host = await start();
});
afterAll(() => host.stop());

const call = (path: string, init?: RequestInit) => fetch(`${host.url}${path}`, init);
const post = (path: string, body: NonNullable<RequestInit["body"]>) =>
  call(path, { method: "POST", body, duplex: "half" });

describe("a function's request", () => {
  it("reaches it by GET with its query and by POST with its body", async () => {
    expect(await (await call("/api/hello?name=Ada")).text()).toBe("Hello, Ada!");
    expect(await (await post("/api/hello", "Grace")).text()).toBe("Hello, Grace!");
  });

  it("carries a chunked body through", async () => {
    const response = await post("/api/echo", ReadableStream.from(["one ", "two ", "three"].map(Buffer.from)));

    expect(await response.text()).toBe("one two three");
  });

  it("carries 32 MB up and down unchanged", async () => {
    const body = randomBytes(32 * 1024 * 1024);
    const echoed = Buffer.from(await (await post("/api/echo", body)).arrayBuffer());

    expect(createHash("sha256").update(echoed).digest("hex")).toBe(
      createHash("sha256").update(body).digest("hex"),
    );
  });

  it("is never mixed with another of 64 at once", async () => {
    const bodies = Array.from({ length: 64 }, (_, index) => `body ${index}`);
    const answers = await Promise.all(bodies.map(async (body) => (await post("/api/echo", body)).text()));

    expect(answers).toEqual(bodies);
  });

  it("has the client's URL, route parameters, repeated query and headers, and none of the host's", async () => {
    const response = await call("/API/v1/Things/a%20b/parts?dupe=1&dupe=2", { headers: { "X-Mine": "yes" } });
    const seen = await response.json();

    expect(seen).toMatchObject({
      url: `${host.url}/API/v1/Things/a%20b/parts?dupe=1&dupe=2`,
      params: { thingId: "a b" },
      dupes: ["1", "2"],
      headers: { "x-mine": "yes", host: new URL(host.url).host },
    });
    expect(Object.keys(Object(seen).headers).filter((name) => /^x-(ms|forwarded)-/.test(name))).toEqual([]);
  });

  it.each(["a b", "a/b", "a?b", "user@a", "a:b", "[::1", "a\\b"])(
    "is refused with an empty 400 when its Host header is none: %s",
    async (name) => {
      const agent = new Agent({ keepAlive: true });
      const request = httpRequest(`${host.url}/api/hello`, { headers: { host: name }, agent }).end();
      const [response] = await once(request, "response");

      expect(response.statusCode).toBe(400);
      expect(Buffer.concat(await response.toArray()).toString()).toBe("");
      expect((await call("/api/hello")).status).toBe(200);
      agent.destroy();
    },
  );

  it("is told when the client goes away", async () => {
    const [began, told] = [once(said, "cut began"), once(said, "cut was told")];
    const request = httpRequest(`${host.url}/api/cut`, { method: "POST" }).on("error", () => {});
    request.write("half of it");
    await began;
    request.destroy();
    await told;

    expect((await call("/api/hello")).status).toBe(200);
  });
});

describe("the answer", () => {
  it.each([
    ["GET", "/api/unknown", 404],
    ["DELETE", "/api/hello", 404],
    ["GET", "/hello", 404],
    ["GET", "/api/disabled", 404],
    ["GET", "/admin/unknown", 404],
    ["GET", "/api/thrown", 500],
    ["GET", "/api/text", 500],
    ["GET", "/api/nothing", 204],
    ["GET", "/admin/host/ping", 200],
  ])("to %s %s is an empty %i", async (method, path, status) => {
    const response = await call(path, { method });

    expect(response.status).toBe(status);
    expect(await response.text()).toBe("");
  });

  it("is an empty 500 too when the function throws without having read the body", async () => {
    const response = await post("/api/thrown", randomBytes(1024 * 1024));

    expect(response.status).toBe(500);
    expect(await response.text()).toBe("");
  });

  it.each([100_000, 300_000, 5_000_000])(
    "may come before the function read all of %i bytes, and the connection goes on serving",
    async (bytes) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const send = async (path: string, body: Buffer) => {
        const request = httpRequest(`${host.url}${path}`, { method: "POST", agent }).end(body);
        const [response] = await once(request, "response");
        return [response.statusCode, Buffer.concat(await response.toArray()).toString()];
      };

      expect(await send("/api/limited", Buffer.alloc(bytes))).toEqual([413, "too much"]);
      expect(await send("/api/hello", Buffer.from("Ada"))).toEqual([200, "Hello, Ada!"]);
      expect(await send("/api/hello", Buffer.from("Bob"))).toEqual([200, "Hello, Bob!"]);
      agent.destroy();
    },
  );

  it("keeps every cookie", async () => {
    expect((await call("/api/cookies")).headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  });
});

describe("hooks", () => {
  it("run in order, wrap the handler and share their data; a disposed one never runs", async () => {
    const response = await call("/api/hooked");

    expect(await response.json()).toEqual(["appStart", "preInvocation", "wrapped"]);
    expect(response.headers.get("x-hook-data")).toBe("pre");
    expect(response.headers.get("x-error")).toBe("null");
  });

  it("may replace an error by a result", async () => {
    expect((await call("/api/healed")).status).toBe(299);
  });
});

describe("the host", () => {
  it("lists its functions and its state to an administrator", async () => {
    expect(await (await call("/admin/host/status")).json()).toMatchObject({ state: "Running" });
    expect(await (await call("/admin/functions")).json()).toContainEqual(
      expect.objectContaining({ name: "hello" }),
    );
  });

  it("ends a request in flight before it obeys SIGTERM, and takes no new one", async () => {
    const own = await start();
    const [began, terminated] = [once(said, "slow began"), once(said, "appTerminate ran")];
    const request = httpRequest(`${own.url}/api/slow`, { method: "POST" });
    request.write("half");
    await began;
    const stopped = own.stop();
    while (await accepts(own.url));
    const answered = once(request, "response");
    request.end("the other half");
    const [response] = await answered;

    expect(Buffer.concat(await response.toArray()).toString()).toBe("slow ended");
    await terminated;
    await stopped;
    expect(await own.exited).toMatch(/\(exit code 0\)/);
  });

  const fails = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    new Promise<{ code: unknown; stderr: string }>((resolve) =>
      execFile(
        process.execPath,
        [program, ...args],
        { env: { ...process.env, ...env } },
        (error, _, stderr) => resolve({ code: error?.code, stderr }),
      ),
    );

  it("says in one line that its port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;

    const { code, stderr } = await fails(["--app", app, "--port", String(port)]);
    other.close();

    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `Port ${port} is taken: choose another with --port.\n`,
    });
  });

  it.each([
    [
      "an app that throws",
      ["--app", app, "--port", "0"],
      "ADMIN_KEY is missing.",
      /^ADMIN_KEY is missing\.\n$/,
    ],
    ["a folder without an app", ["--app", "/nowhere", "--port", "0"], "", /^[^\n]*\/nowhere[^\n]*\n$/],
    ["a port that is none", ["--app", app, "--port", "http"], "", /^--port must be [^\n]*\n$/],
    ["an unknown option", ["--colour"], "", /^[^\n]*--colour[^\n]*\n$/],
  ])("says in one line why it does not start: %s", async (_, args, fault, line) => {
    const { code, stderr } = await fails(args, { FAIL_AT_LOAD: fault });

    expect(code).toBe(1);
    expect(stderr).toMatch(line);
  });
});

const accepts = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
