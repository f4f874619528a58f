import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { verifyStatements } from "../../infra/cli/statement-verification.ts";
import { canonicalJson } from "../../shared/domain/canonical-json.ts";
import { closeMonth } from "../support/close-month.ts";
import {
  givenTenant,
  invocationsOf,
  type MemoryApp,
  memoryApp,
  nativeInvocation,
} from "../support/memory-app.ts";
import { month, tenant } from "../support/values.ts";

let memory: MemoryApp;
let key: string;
let list: string;
beforeAll(async () => {
  memory = memoryApp();
  const keys = await givenTenant(memory);
  key = keys.read;
  const json = ["03", "09", "10"].map((day) =>
    nativeInvocation({ conversationId: day, botId: `bot-${day}`, at: `2026-${day}-01T00:00:00Z` }),
  );
  const grant = { kind: "chat", quantity: 1, from: "2026-01" };
  await memory.call({ method: "PUT", path: "v1/tenants/acme/grants/g1", key: keys.operate, json: grant });
  await memory.call({ method: "POST", path: invocationsOf(), key: keys.ingest, json });
  await closeMonth(memory.store, tenant("acme"), month("2026-10"));
  list = (await memory.call({ method: "GET", path: "v1/tenants/acme/statements", key })).text;
});

/** Runs the command over the app in memory, and files by their names. */
const run = async (args: readonly string[], files: Readonly<Record<string, string>> = {}) => {
  const lines: string[] = [];
  const code = await verifyStatements(args, {
    readFile: async (path) => {
      const text = files[path];
      if (text === undefined) throw new Error("ENOENT: no such file");
      return text;
    },
    fetch: async (url, bearer) => {
      const { origin, pathname } = new URL(url);
      if (origin !== "http://botmeter.test")
        throw new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") });
      return await memory.call({ method: "GET", path: pathname.replace(/^\/api\//, ""), key: bearer });
    },
    print: (line) => lines.push(line),
  });
  return { code, lines };
};
const verify = (text: string) => run(["--file", "s.json"], { "s.json": text });
/** The list, after what a forger would do to it. */
const forged = (change: (items: Record<string, unknown>[]) => unknown): string => {
  const { items } = JSON.parse(list);
  change(items);
  return JSON.stringify({ items });
};
const faultLines = (lines: readonly string[]): readonly string[] =>
  lines.filter((line) => line.startsWith("FAULT"));

describe("exit code 0", () => {
  it("with a line for each statement of the API that is sound", async () => {
    const { code, lines } = await run(["--url", "http://botmeter.test/", "--tenant", "acme", "--key", key]);
    expect(lines).toEqual([
      ...Array.from({ length: 10 }, (_, index) => `sound  acme 2026-${String(index + 1).padStart(2, "0")}`),
      "10 statements, 0 with faults",
    ]);
    expect(code).toBe(0);
  });

  it("for a file with the API's list, with the array in it, or with one statement of it", async () => {
    const { items } = JSON.parse(list);
    for (const content of [list, JSON.stringify(items), JSON.stringify(items[9])])
      expect((await verify(content)).code).toBe(0);
  });

  it("whatever the order of keys and months, and however many sessions came late", async () => {
    const turned = forged((items) => {
      items.reverse();
      for (const [index, item] of items.entries())
        items[index] = Object.fromEntries(Object.entries({ ...item, late: { sessions: 9 } }).reverse());
    });
    expect((await verify(turned)).code).toBe(0);
  });

  it("for a tenant of which no month is closed", async () => {
    expect(await verify('{"items":[]}')).toEqual({ code: 0, lines: ["0 statements, 0 with faults"] });
  });
});

describe("exit code 1, and the month and its fault, where", () => {
  it.each<[string, (items: Record<string, unknown>[]) => unknown, string]>([
    [
      "a figure was changed",
      ([, , march]) => Object.assign(march ?? {}, { used: 2, unused: 48 }),
      "FAULT  acme 2026-03: the hash is not that of the content; the days add up to 1, not to used 2; the channels add up to 1, not to used 2; the bots add up to 1, less than used 2",
    ],
    [
      "a figure has no counterpart",
      ([, , march]) => Object.assign(march ?? {}, { unused: 50 }),
      "FAULT  acme 2026-03: the hash is not that of the content; used 1 + unused 50 is not granted 50 + overage 0",
    ],
    [
      "the grants give less",
      ([january]) => Object.assign(january ?? {}, { grants: {} }),
      "FAULT  acme 2026-01: the hash is not that of the content; the grants add up to 0, not to granted 50",
    ],
    [
      "something was put in",
      ([january]) => Object.assign(january ?? {}, { note: "paid" }),
      "FAULT  acme 2026-01: the hash is not that of the content",
    ],
    [
      "something was taken out",
      ([january]) => delete january?.["pack"],
      "FAULT  acme 2026-01: the hash is not that of the content",
    ],
    [
      "a hash was changed",
      (items) => Object.assign(items[9] ?? {}, { hash: "x" }),
      "FAULT  acme 2026-10: the hash is not that of the content",
    ],
    [
      "a month is missing",
      (items) => items.splice(4, 1),
      "FAULT  acme 2026-06: 2026-05 is missing before it",
    ],
    [
      "the first month is missing",
      (items) => items.splice(0, 1),
      "FAULT  acme 2026-02: the statement before it is missing: only a first one has no previousHash",
    ],
    [
      "a month is there twice",
      (items) => items.push({ ...items[4] }),
      "FAULT  acme 2026-05: there are two of this month",
    ],
    [
      "one has not the shape of a statement",
      (items) => Object.assign(items[9] ?? {}, { used: "1", byDay: null }),
      "FAULT  statement 10: it has not the shape of a statement: see used, byDay",
    ],
  ])("%s", async (_, change, fault) => {
    const { code, lines } = await verify(forged(change));
    expect(faultLines(lines)).toEqual([fault]);
    expect(lines.at(-1)).toMatch(/^\d+ statements, 1 with faults$/);
    expect(code).toBe(1);
  });

  it("a statement was made anew with its hash, so that the next one no longer follows", async () => {
    const anew = forged((items) => {
      const { hash: _, late: __, ...account } = Object(items[0]);
      account.graceHours = 1;
      const hash = createHash("sha256").update(canonicalJson(account)).digest("base64url");
      items[0] = { ...account, hash };
    });
    expect(faultLines((await verify(anew)).lines)).toEqual([
      "FAULT  acme 2026-02: the previousHash is not the hash of 2026-01",
    ]);
  });

  it("one is another tenant's", async () => {
    const { lines } = await verify(forged((items) => Object.assign(items[9] ?? {}, { tenantId: "other" })));
    expect(faultLines(lines)).toEqual([
      "FAULT  other 2026-10: the hash is not that of the content; it is not of acme, as the one before",
    ]);
  });
});

describe("exit code 1, and why nothing was checked, where", () => {
  it.each([
    ["nothing is asked for", [], /^Nothing was checked: give a file, or a URL/],
    ["two things are", ["--file", "a", "--url", "b", "--tenant", "t", "--key", "k"], /give a file, or a URL/],
    ["the key is missing", ["--url", "http://botmeter.test", "--tenant", "acme"], /give a file, or a URL/],
    ["an option is unknown", ["--files", "a"], /Unknown option '--files'/],
    ["an option has no value", ["--file"], /argument missing/],
    ["there is no such file", ["--file", "none.json"], /none\.json cannot be read \(ENOENT/],
    [
      "the API does not answer",
      ["--url", "http://127.0.0.1:1", "--tenant", "a", "--key", "k"],
      /gave no answer \(fetch failed: connect ECONNREFUSED\)/,
    ],
    [
      "the URL is none",
      ["--url", "nowhere", "--tenant", "a", "--key", "k"],
      /gave no answer \(Invalid URL\)/,
    ],
    [
      "the key opens nothing",
      ["--url", "http://botmeter.test", "--tenant", "acme", "--key", "bm_x"],
      /was answered 401: /,
    ],
  ])("%s", async (_, args, why) => {
    const { code, lines } = await run(args);
    expect(lines.at(-1)).toMatch(why);
    expect(code).toBe(1);
  });

  it.each(["", "{", "7", "null", '"x"', '{"items":7}', "[".repeat(100_000)])(
    "the file holds %.9s",
    async (text) => {
      const { code, lines } = await verify(text);
      expect(lines).toEqual([
        "Nothing was checked: what was read is neither a statement nor a list of them.",
      ]);
      expect(code).toBe(1);
    },
  );

  it("a single statement was answered for the list of a tenant", async () => {
    const fetch = async () => ({ status: 200, text: JSON.stringify(JSON.parse(list).items[0]) });
    const lines: string[] = [];
    const args = ["--url", "http://botmeter.test", "--tenant", "acme", "--key", "k"];
    const outside = { fetch, readFile: async () => "", print: (line: string) => lines.push(line) };
    expect(await verifyStatements(args, outside)).toBe(1);
    expect(lines).toEqual(["Nothing was checked: what was read is not a list of them."]);
  });

  it("and what was read cannot steer the terminal", async () => {
    const { lines } = await verify(`{"items":[{"grants":{"\\u001b[2J":7}}]}`);
    expect(lines.join("")).not.toMatch(/\p{Cc}/u);
  });
});
