import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";

const program = (path: string): string => fileURLToPath(new URL(`../../infra/${path}`, import.meta.url));
const hasCoreTools = existsSync(program("../node_modules/azure-functions-core-tools/bin/func"));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "botmeter-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs a tool of the local stack on a data folder of its own. */
const run = (path: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const child = spawn(process.execPath, [program(path), ...args], {
    env: { ...process.env, BOTMETER_DATA: folder, ...env },
  });
  const lines = { out: [] as string[], err: [] as string[] };
  createInterface({ input: child.stderr }).on("line", (line) => lines.err.push(line));
  const up = Promise.withResolvers<string>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.out.push(line);
    const [, url] = /^Botmeter is up: (\S+)\/api$/.exec(line) ?? [];
    if (url !== undefined) up.resolve(url);
  });
  const ended = once(child, "close").then(([code]) => ({ code: Number(code), ...lines }));
  return { child, url: up.promise, ended };
};
const start = (args: readonly string[], env?: Readonly<Record<string, string>>) =>
  run("local/start.ts", ["--no-build", ...args], env);

describe("the local stack", () => {
  it("keeps what it recorded over a Ctrl-C, opens with the local key, and serves the demo", async () => {
    const first = start(["--port", "0"]);
    const url = await first.url;
    const demo = await run("cli/demo.ts", ["--url", url, "--conversations", "30"]).ended;
    expect(demo.code, demo.err.join("\n")).toBe(0);
    expect(demo.out.join("\n")).toContain('"used": 30');
    first.child.kill("SIGINT");
    expect((await first.ended).code).toBe(0);

    const second = start(["--port", "0"]);
    const secondUrl = await second.url;
    const key = (await run("local/local-key.ts", []).ended).out.join("");
    const balance = await apiOf(secondUrl, key)("GET", "v1/tenants/demo/balance");
    second.child.kill("SIGTERM");

    expect(balance.json).toMatchObject({ granted: 350, used: 30, remaining: 320 });
    expect((await second.ended).code).toBe(0);
  });
});

describe("of starts that are made at once", () => {
  /** Takes the lock of the folder when it is told to, says whether it has it, and has it until it is told to end. */
  const contender = () => {
    const source = `
      const { lockFolder } = await import(${JSON.stringify(pathToFileURL(program("local/folder-lock.ts")).href)});
      process.stdin.once("data", () => {
        try {
          lockFolder(${JSON.stringify(folder)});
          console.log("has it");
        } catch (error) {
          console.log(error.message);
        }
      });
      console.log("ready");
    `;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", source], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return { child, next: async (): Promise<string> => (await lines.next()).value ?? "" };
  };

  it.each([
    ["first", undefined],
    ["after one that died", "99999999"],
    ["after one whose lock is damaged", ""],
  ])("one has the data folder: %s", async (_, lock) => {
    if (lock !== undefined) await writeFile(join(folder, "lock"), lock);
    const all = Array.from({ length: 6 }, contender);
    for (const { next } of all) expect(await next()).toBe("ready");
    for (const { child } of all) child.stdin.write("go\n");
    const said = await Promise.all(all.map(({ next }) => next()));
    for (const { child } of all) child.kill("SIGKILL");

    const winner = all[said.indexOf("has it")]?.child.pid;
    const refused = expect.stringContaining(`is in use by process`);
    expect(said.toSorted()).toEqual([...Array.from({ length: 5 }, () => refused), "has it"]);
    expect(await readFile(join(folder, "lock"), "utf8")).toBe(String(winner));
    expect(await readdir(folder)).toEqual(["lock"]);
  });
});

describe("a start that cannot be", () => {
  const expectOneLine = ({ code, err }: { code: number; err: readonly string[] }, line: RegExp): void => {
    expect(err.join("\n")).toMatch(line);
    expect(err.length).toBe(1);
    expect(code).not.toBe(0);
  };

  it("says that the port is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const { ended } = start(["--port", String(port)]);

    expectOneLine(await ended, new RegExp(String(port)));
    server.close();
  });

  it("names a bad setting", async () => {
    expectOneLine(
      await start(["--port", "0"], { ADMIN_KEY: "short" }).ended,
      /ADMIN_KEY must be 32 bytes in base64/,
    );
  });

  it("says that packages are missing", async () => {
    for (const part of ["infra", "shared", "package.json"]) {
      await cp(program(`../${part}`), join(folder, part), { recursive: true });
    }
    const child = spawn(process.execPath, [join(folder, "infra/local/start.ts")]);
    const stderr = child.stderr.toArray();
    const [code] = await once(child, "close");

    expect(Buffer.concat(await stderr).toString()).toBe("Packages are missing: run npm ci.\n");
    expect(code).toBe(1);
  });

  it("says that Azurite did not start", async () => {
    await writeFile(join(folder, "azurite"), "no folder");

    expectOneLine(await start(["--port", "0"]).ended, /Azurite/);
  });

  it.skipIf(hasCoreTools)("says that Core Tools are not installed", async () => {
    expectOneLine(await start(["--host", "func"]).ended, /Core Tools are not installed/);
  });
});
