import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type Azurite,
  connectionStringOf,
  developmentAccount,
  startAzurite,
} from "../../infra/local/azurite.ts";
import { type HostProcess, startHost } from "../../infra/local/host-process.ts";
import { timerStorage } from "../../infra/local/timer-storage.ts";

const app = fileURLToPath(new URL("../fixtures/host-app-timer", import.meta.url));
const SECOND = 1_000;
const DAY = 86_400 * SECOND;

/** What a function of the fixture said: its name, and more. */
type Said = Readonly<Record<string, unknown>>;
type TimerHost = HostProcess & {
  readonly said: readonly Said[];
  readonly lines: readonly string[];
  /** What the function said, once it did so `count` times. */
  readonly heard: (name: string, count?: number) => Promise<readonly Said[]>;
  readonly runNow: (name: string, init?: RequestInit) => Promise<Response>;
  readonly kill: () => Promise<void>;
};

// An account for each test, so that none finds the status or the lease of another.
const accounts = Array.from({ length: 16 }, (_, index) => ({
  ...developmentAccount,
  name: `timers${index}`,
}));
let azurite: Azurite;
let storage: string;
let hosts: HostProcess[] = [];
beforeAll(async () => {
  azurite = await startAzurite({ accounts });
});
afterAll(() => azurite.stop());

beforeEach(() => {
  const account = accounts.pop();
  if (!account) throw new Error("There are more tests than accounts.");
  storage = connectionStringOf(azurite.ports, account);
});
afterEach(async () => {
  await Promise.all(hosts.map((host) => host.stop()));
  hosts = [];
});

const start = async (env: Readonly<Record<string, string>> = {}): Promise<TimerHost> => {
  const said: Said[] = [];
  const lines: string[] = [];
  const news = new EventTarget();
  const host = await startHost({
    app,
    env: { ...process.env, AzureWebJobsStorage: storage, ...env },
    onLine: (line) => {
      lines.push(line);
      if (!line.startsWith("said ")) return;
      said.push(JSON.parse(line.slice("said ".length)));
      news.dispatchEvent(new Event("said"));
    },
  });
  hosts.push(host);
  const by = (name: string) => said.filter((one) => one["name"] === name);
  return {
    ...host,
    said,
    lines,
    heard: async (name, count = 1) => {
      while (by(name).length < count) await once(news, "said");
      return by(name);
    },
    runNow: (name, init) =>
      fetch(`${host.url}/admin/functions/${name}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"input":""}',
        ...init,
      }),
    kill: async () => {
      process.kill(host.pid, "SIGKILL");
      await host.exited;
    },
  };
};

/** The status that the host keeps of its monthly timer. */
const monthlyStatus = () => timerStorage(storage).statuses.read("monthly");

/** Midnight at the beginning of the month that is `months` from now. */
const monthStart = (months: number): number => {
  const now = new Date();
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1);
};
const clockAt = (ms: number) => ({ CLOCK_OFFSET_MS: String(ms - Date.now()) });

describe("a timer function", () => {
  it("runs on its schedule, with a timer that says so", async () => {
    const ticks = await (await start()).heard("everySecond", 3);

    expect(new Set(ticks.map(({ at }) => at)).size).toBe(3);
    expect(ticks[0]).toMatchObject({
      timer: { schedule: { adjustForDST: true }, scheduleStatus: null, isPastDue: false },
    });
  });

  it("runs when an administrator asks for it, and is told its status", async () => {
    const host = await start();
    await expect.poll(monthlyStatus).toBeDefined();
    const response = await host.runNow("monthly");

    expect([response.status, await response.text()]).toEqual([202, ""]);
    const next = new Date(monthStart(1)).toISOString();
    expect(await host.heard("monthly")).toMatchObject([
      { timer: { scheduleStatus: { last: "0001-01-01T00:00:00Z", next }, isPastDue: false } },
    ]);
  });

  it("runs again by its retry policy, each time as a new invocation that knows of the one before", async () => {
    const host = await start();
    await host.runNow("flaky");
    const tries = await host.heard("flaky", 3);

    expect(tries.map(({ retry }) => retry)).toMatchObject([
      { retryCount: 0, maxRetryCount: 2 },
      { retryCount: 1, maxRetryCount: 2, exception: { message: "failure 0" } },
      { retryCount: 2, maxRetryCount: 2, exception: { message: "failure 1" } },
    ]);
    expect(new Set(tries.map(({ id }) => id)).size).toBe(3);
    await expect
      .poll(() => host.lines.filter((line) => line.includes("Executed 'Functions.flaky' (Failed")))
      .toHaveLength(3);
  });

  it("ends before the host obeys SIGTERM", async () => {
    const host = await start();
    await host.runNow("slow");
    await host.heard("slow");
    await host.stop();

    expect(host.said.filter(({ name }) => name === "slow").map(({ state }) => state)).toEqual([
      "began",
      "ended",
    ]);
    expect(await host.exited).toMatch(/\(exit code 0\)/);
  });

  it("is disabled in one line while the setting of its schedule is missing", async () => {
    const host = await start();

    expect(host.lines.filter((line) => line.includes("NO_SUCH_SETTING"))).toEqual([
      expect.stringMatching(
        /Function 'unresolved' is disabled: '%NO_SUCH_SETTING%' does not resolve to a value\.$/,
      ),
    ]);
    expect((await host.runNow("unresolved")).status).toBe(404);
  });
});

describe("a run that was missed", () => {
  it("over a month's end is made up for once, after a kill too", async () => {
    const first = await start(clockAt(monthStart(1) - DAY));
    await expect.poll(monthlyStatus).toMatchObject({ Next: new Date(monthStart(1)).toISOString() });
    await first.kill();
    const second = await start(clockAt(monthStart(3) + DAY));
    await second.heard("monthly");
    await second.heard("everySecond", 3);

    expect(second.said.filter(({ name }) => name === "monthly")).toMatchObject([
      { timer: { isPastDue: true, scheduleStatus: { next: new Date(monthStart(1)).toISOString() } } },
    ]);
    await expect.poll(monthlyStatus).toMatchObject({ Next: new Date(monthStart(4)).toISOString() });
  });

  it("because its host was killed meanwhile is made again, past due", async () => {
    const first = await start({ ...clockAt(monthStart(1) - 5 * SECOND), HANG: "1" });
    expect(await first.heard("monthly")).toMatchObject([{ timer: { isPastDue: false } }]);
    await first.kill();
    const second = await start(clockAt(monthStart(1) + 10 * SECOND));

    expect(await second.heard("monthly")).toMatchObject([{ timer: { isPastDue: true } }]);
  });
});

describe("of two hosts on one storage", () => {
  it("one runs each timer, and the other takes over when it stops", async () => {
    const all = [await start(), await start()];
    const first = await Promise.race(
      all.map(async (host) => {
        await host.heard("everySecond", 5);
        return host;
      }),
    );
    const other = all.find((host) => host !== first) ?? first;
    expect(other.said).toEqual([]);
    await first.stop();
    await other.heard("everySecond", 3);

    const seconds = all.flatMap(({ said }) => said.map(({ at }) => at));
    expect(new Set(seconds).size).toBe(seconds.length);
  });
});

describe("the administrator's request", () => {
  let host: TimerHost;
  beforeEach(async () => {
    host = await start();
  });

  it.each([
    ["of an unknown function", 404, "unknown", {}],
    ["that is no JSON", 400, "monthly", { body: "now" }],
    ["whose input is no text", 400, "monthly", { body: '{"input":1}' }],
    ["that a web page could send", 415, "monthly", { headers: { "content-type": "text/plain" } }],
  ] as const)("%s is an empty %i and runs nothing", async (_, status, name, init) => {
    const response = await host.runNow(name, init);
    await host.heard("everySecond");

    expect([response.status, await response.text()]).toEqual([status, ""]);
    expect(host.said.filter((one) => one["name"] === "monthly")).toEqual([]);
  });
});

describe("a host that cannot have timers", () => {
  it.each([
    [
      "a malformed schedule",
      { MONTHLY_SCHEDULE: "0 0 0 L * *" },
      'Function "monthly" has no schedule: "0 0 0 L * *" is not an NCRONTAB expression: "L" is not known.',
    ],
    ["no storage", { AzureWebJobsStorage: "" }, "AzureWebJobsStorage is missing"],
    ["a bad offset", { CLOCK_OFFSET_MS: "soon" }, "CLOCK_OFFSET_MS must be a whole number."],
  ])("does not start, and says why in one line: %s", async (_, env, message) => {
    await expect(start(env)).rejects.toThrow(message);
  });
});
