import { QueueClient } from "@azure/storage-queue";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type Azurite,
  connectionStringOf,
  developmentAccount,
  startAzurite,
} from "../../infra/local/azurite.ts";
import type { HostProcess } from "../../infra/local/host-process.ts";
import { type QueueHost, startQueueHost } from "./queue-host.ts";

// An account for each host that is to find no messages of another.
const accounts = Array.from({ length: 16 }, (_, index) => ({
  ...developmentAccount,
  name: `queues${index}`,
}));
let azurite: Azurite;
let storage: string;
let hosts: HostProcess[] = [];
beforeAll(async () => {
  azurite = await startAzurite({ accounts });
});
afterAll(() => azurite.stop());

const useNewStorage = (): void => {
  const account = accounts.pop();
  if (!account) throw new Error("There are more tests than accounts.");
  storage = connectionStringOf(azurite.ports, account);
};
const stopHosts = async (): Promise<void> => {
  await Promise.all(hosts.map((host) => host.stop()));
  hosts = [];
};

const start = async (env: Readonly<Record<string, string>> = {}): Promise<QueueHost> => {
  const host = await startQueueHost(storage, env);
  hosts.push(host);
  return host;
};

const queue = (name: string) => new QueueClient(storage, name);

/** Puts a message as an app of someone else would. */
const put = async (name: string, text: string, encoding: "base64" | "utf8" = "base64"): Promise<void> => {
  await queue(name).createIfNotExists();
  await queue(name).sendMessage(encoding === "base64" ? Buffer.from(text).toString("base64") : text);
};

/** The texts that are to be had in a queue; none while it is not there. */
const texts = async (name: string): Promise<readonly string[]> => {
  if (!(await queue(name).exists())) return [];
  const { peekedMessageItems } = await queue(name).peekMessages({ numberOfMessages: 32 });
  return peekedMessageItems.map(({ messageText }) => Buffer.from(messageText, "base64").toString());
};

/** How many messages the queue holds, hidden ones too. */
const count = async (name: string): Promise<number | undefined> =>
  (await queue(name).getProperties()).approximateMessagesCount;

describe("of one host", () => {
  let host: QueueHost;
  beforeAll(async () => {
    useNewStorage();
    host = await start();
  });
  afterAll(stopHosts);

  describe("a message", () => {
    it("that one function puts out starts another, and what that returns a third", async () => {
      const response = await host.post("api/send", { to: "first", value: { text: "näh 💡" } });

      expect(response.status).toBe(202);
      expect(await host.heard("last")).toMatchObject([{ message: { text: "näh 💡", relayed: true } }]);
      await expect.poll(() => count("second")).toBe(0);
    });

    it("is told of beside its text", async () => {
      const text = "plain text";
      await put("told", text);

      const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
      expect(await host.told(text)).toEqual({
        queueTrigger: text,
        dequeueCount: 1,
        expirationTime: time,
        insertionTime: time,
        nextVisibleTime: time,
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        popReceipt: expect.stringMatching(/./),
      });
    });

    it("overwrites by its own properties what it is told of by", async () => {
      const message = { id: "mine", dequeueCount: 7 };
      await put("told", JSON.stringify(message));

      expect(await host.told(message)).toMatchObject(message);
    });

    it("is given by an administrator too", async () => {
      const response = await host.post("admin/functions/told", { input: '{"by":"hand"}' });

      expect(response.status).toBe(202);
      expect(await host.told({ by: "hand" })).toMatchObject({ by: "hand" });
    });

    it("goes to the poison queue, as it is, after five runs that failed", async () => {
      const text = '{\n "a":  1 }';
      await put("failing", text);
      const tries = await host.heard("failing", 5);
      await expect.poll(() => texts("failing-poison")).toEqual([text]);

      expect(tries.map(({ metadata }) => Object(metadata).dequeueCount)).toEqual([1, 2, 3, 4, 5]);
      await expect.poll(() => count("failing")).toBe(0);
      expect(await host.heard("failing")).toHaveLength(5);
    });

    it("goes there at once when it is no base64", async () => {
      await put("told", "no base64!", "utf8");
      await expect.poll(() => queue("told-poison").exists()).toBe(true);
      const poison = await queue("told-poison").peekMessages();

      expect(poison.peekedMessageItems.map(({ messageText }) => messageText)).toEqual(["no base64!"]);
      await expect.poll(() => count("told")).toBe(0);
    });
  });

  describe("the output of an HTTP function", () => {
    beforeEach(async () => {
      if (await queue("unread").exists()) await queue("unread").clearMessages();
    });

    it.each([
      ["an object", { a: [1] }, ['{\n  "a": [\n    1\n  ]\n}']],
      ["an array", ["one", 2, { three: 3 }, "four", "5"], ["one", "2", '{\n  "three": 3\n}', "four", "5"]],
      ["a string", "as it is", ["as it is"]],
    ])("is a message, or many: %s", async (_, value, messages) => {
      await host.post("api/send", { to: "unread", value });

      await expect.poll(() => texts("unread")).toEqual(messages);
    });

    it("is none when it is null", async () => {
      await host.post("api/send", { to: "unread", value: null });
      await host.post("api/send", { to: "unread", value: "after" });

      await expect.poll(() => texts("unread")).toEqual(["after"]);
    });

    it("is lost when it is too long, while the client has its answer and the other output is sent", async () => {
      const response = await host.post("api/sendTooMuch");

      expect([response.status, await response.text()]).toEqual([200, "done"]);
      await expect.poll(() => texts("unread")).toEqual(["sent all the same"]);
      await expect
        .poll(() => host.lines)
        .toContainEqual(expect.stringMatching(/Executed 'Functions\.sendTooMuch' \(Failed/));
      expect(host.lines).toContainEqual(
        expect.stringMatching(/An output of 'Functions\.sendTooMuch' to queue 'first': .*65540 bytes/),
      );
    });

    it("is lost with a 500 when the function answers nothing", async () => {
      expect((await host.post("api/sendTooMuchAndNothing")).status).toBe(500);
    });
  });

  describe("an output that cannot be sent", () => {
    it("fails the function of a queue, whose message comes again", async () => {
      await put("overflowing", "work");
      await host.heard("overflowing", 5);

      await expect.poll(() => texts("overflowing-poison")).toEqual(["work"]);
    });

    it("fails the function of a timer, which runs again by its policy", async () => {
      await host.post("admin/functions/overflowingTimer", { input: "" });

      expect(await host.heard("overflowingTimer", 2)).toHaveLength(2);
    });
  });
});

describe("a message", () => {
  beforeEach(useNewStorage);
  afterEach(stopHosts);

  it("comes again when its host was killed meanwhile", async () => {
    await put("slow", "work");
    const first = await start({ SLOW_MS: "100000000", QUEUE_HIDDEN_SECONDS: "1" });
    await first.heard("slow");
    await first.kill();
    const second = await start({ SLOW_MS: "0" });

    expect(await second.heard("slow", 2)).toMatchObject([
      { state: "began", message: "work" },
      { state: "ended", message: "work" },
    ]);
    await expect.poll(() => count("slow")).toBe(0);
  });

  it("is hidden for as long as its function runs", async () => {
    await put("slow", "work");
    const host = await start({ SLOW_MS: "4500", QUEUE_HIDDEN_SECONDS: "3" });
    await host.heard("slow", 2);
    await expect.poll(() => count("slow")).toBe(0);

    expect((await host.heard("slow")).map(({ state }) => state)).toEqual(["began", "ended"]);
  });

  it("is done with before the host obeys SIGTERM", async () => {
    await put("slow", "work");
    const host = await start({ SLOW_MS: "1500" });
    await host.heard("slow");
    await host.stop();

    expect((await host.heard("slow")).map(({ state }) => state)).toEqual(["began", "ended"]);
    expect(await count("slow")).toBe(0);
    expect(await host.exited).toMatch(/\(exit code 0\)/);
  });
});

describe("a host that cannot have queues", () => {
  beforeAll(useNewStorage);

  it.each([
    ["no storage", { AzureWebJobsStorage: "" }, /has no queue: the setting AzureWebJobsStorage is missing\./],
    ["no time to hide", { QUEUE_HIDDEN_SECONDS: "0" }, /QUEUE_HIDDEN_SECONDS must be/],
  ])("does not start, and says why in one line: %s", async (_, env, message) => {
    await expect(start(env)).rejects.toThrow(message);
  });
});
