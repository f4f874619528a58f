import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockFolder } from "../../infra/local/folder-lock.ts";
import { readHostJson } from "../../infra/local/host-json.ts";
import { localSettings } from "../../infra/local/local-settings.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "botmeter-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("the local keys", () => {
  it("are made once and kept for their owner alone", () => {
    const first = localSettings({ BOTMETER_DATA: folder });

    expect(localSettings({ BOTMETER_DATA: folder })).toEqual(first);
    expect(Buffer.from(first["ADMIN_KEY"] ?? "", "base64")).toHaveLength(32);
    expect(statSync(join(folder, "keys.json")).mode & 0o777).toBe(
      process.platform === "win32" ? 0o666 : 0o600,
    );
  });

  it("give way to the environment", () => {
    const settings = localSettings({
      BOTMETER_DATA: folder,
      ADMIN_KEY: "mine",
      CLOSE_GRACE_HOURS: "1",
      PATH: "x",
    });

    expect(settings).toMatchObject({ ADMIN_KEY: "mine", CLOSE_GRACE_HOURS: "1" });
    expect(settings).not.toHaveProperty("PATH");
  });

  it.each(["", "{}", '{"ADMIN_KEY":"short","CONVERSATION_ID_KEY":"short","SECRETS_KEY":"short"}'])(
    "are not replaced when their file is damaged: %s",
    (text) => {
      writeFileSync(join(folder, "keys.json"), text);

      expect(() => localSettings({ BOTMETER_DATA: folder })).toThrow(/keys\.json is damaged/);
      expect(readFileSync(join(folder, "keys.json"), "utf8")).toBe(text);
    },
  );
});

describe("the data folder", () => {
  it("is refused while another live process has it, and taken over from a dead one", () => {
    writeFileSync(join(folder, "lock"), String(process.ppid));
    expect(() => lockFolder(folder)).toThrow(`in use by process ${process.ppid}`);

    writeFileSync(join(folder, "lock"), "99999999");
    const unlock = lockFolder(folder);
    expect(readFileSync(join(folder, "lock"), "utf8")).toBe(String(process.pid));
    unlock();
  });
});

describe("host.json", () => {
  it("may be missing: the defaults of Azure hold", () => {
    expect(readHostJson(folder, {}).extensions.http.routePrefix).toBe("api");
  });

  it.each(["{}", '{"version":"1.0"}', "not json"])("stops the start when it is %s", (text) => {
    writeFileSync(join(folder, "host.json"), text);

    expect(() => readHostJson(folder, {})).toThrow(join(folder, "host.json"));
  });

  it("gives way to AzureFunctionsJobHost__ settings", () => {
    writeFileSync(join(folder, "host.json"), '{"version":"2.0","extensions":{"queues":{"batchSize":16}}}');

    const { extensions, logging } = readHostJson(folder, {
      AzureFunctionsJobHost__logging__logLevel__default: "None",
      AzureFunctionsJobHost__extensions__queues__maxPollingInterval: "00:00:01",
    });

    expect(logging.logLevel).toEqual({ default: "None" });
    expect(extensions).toMatchObject({ queues: { batchSize: 16, maxPollingInterval: 1_000 } });
  });

  it("has the defaults of Azure for queues", () => {
    expect(readHostJson(folder, {}).extensions.queues).toEqual({
      batchSize: 16,
      maxDequeueCount: 5,
      visibilityTimeout: 0,
      messageEncoding: "base64",
    });
  });

  const withQueues = (queues: object) => {
    writeFileSync(join(folder, "host.json"), JSON.stringify({ version: "2.0", extensions: { queues } }));
    return readHostJson(folder, {}).extensions.queues;
  };

  it.each([
    ["00:00:30", 30_000],
    ["1.02:03:04.5", 93_784_500],
    ["00:00:00", 0],
  ])("has TimeSpans: %s", (visibilityTimeout, ms) => {
    expect(withQueues({ visibilityTimeout }).visibilityTimeout).toBe(ms);
  });

  it.each([
    { visibilityTimeout: "30" },
    { visibilityTimeout: "24:00:00" },
    { visibilityTimeout: "7.00:00:01" },
    { maxPollingInterval: "00:00:00" },
    { batchSize: 33 },
    { maxDequeueCount: 0 },
    { newBatchThreshold: -1 },
    { messageEncoding: "utf8" },
  ])("stops the start when Azure would not take %j", (queues) => {
    expect(() => withQueues(queues)).toThrow(/host\.json is not valid: extensions\.queues\./);
  });
});
