import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer, type Server } from "node:net";
import { TableServiceClient } from "@azure/data-tables";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Account, type Azurite, connectionStringOf, startAzurite } from "../../infra/local/azurite.ts";
import { type Op, StoreUnavailable, type TableStore } from "../../shared/application/ports.ts";
import { tableStorage } from "../../shared/storage/table-storage.ts";
import { portOf, startRelay } from "./relay.ts";

const account: Account = { name: "adapter", key: randomBytes(64).toString("base64") };
const create = (rowKey: string): Op => ({ op: "create", rowKey, cells: { n: 1 } });
const stores = (port: number, attemptMsMax: number): TableStore =>
  tableStorage({
    connection: { connectionString: connectionStringOf({ blob: 0, queue: 0, table: port }, account) },
    onDate: () => {},
    attemptMsMax,
  });
const onClosedPort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = portOf(server);
  server.close();
  await once(server, "close");
  return port;
};

let azurite: Azurite;
let partition: string;
beforeAll(async () => {
  azurite = await startAzurite({ accounts: [account] });
}, 90_000);
afterAll(() => azurite.stop());
beforeEach(() => {
  partition = `tenant-${randomUUID()}`;
});

/** Every call fails as an outage, long before a caller's 5 s are over. */
const expectOutage = async (store: TableStore): Promise<void> => {
  const startMs = performance.now();
  const transacted = await store.transact("Sessions", partition, [create("h")]);
  expect(transacted).toMatchObject({ outcome: "unknown", cause: expect.any(Error) });
  const get = store.get("Sessions", partition, "h");
  await expect(get).rejects.toBeInstanceOf(StoreUnavailable);
  await expect(get).rejects.toHaveProperty("cause", expect.any(Error));
  await expect(store.query("Sessions", partition, "a", "z", 1)).rejects.toBeInstanceOf(StoreUnavailable);
  expect(performance.now() - startMs).toBeLessThan(5_000);
};

describe("a storage that is down", () => {
  it("is an outage where nothing listens", async () => {
    await expectOutage(stores(await onClosedPort(), 1_000));
  });

  describe("and takes connections all the same", () => {
    let silent: Server;
    beforeEach(async () => {
      silent = createServer((socket) => {
        socket.on("error", () => {}).resume();
      });
      await once(silent.listen(0, "127.0.0.1"), "listening");
    });
    afterEach(() => {
      silent.close();
    });

    it("is an outage once an attempt has lasted its time", async () => {
      await expectOutage(stores(portOf(silent), 200));
    });

    it("is an outage by default soon enough for a 503 within 5 s", async () => {
      const { connectionString } = azurite;
      const store = tableStorage({
        connection: {
          connectionString: connectionString.replace(`:${azurite.ports.table}/`, `:${portOf(silent)}/`),
        },
        onDate: () => {},
      });
      const startMs = performance.now();
      await expect(store.get("Sessions", partition, "h")).rejects.toBeInstanceOf(StoreUnavailable);
      expect(performance.now() - startMs).toBeLessThan(3_000);
    });
  });

  it("is used again once it has come", async () => {
    const port = await onClosedPort();
    const store = stores(port, 20_000);
    await expectOutage(store);
    const relay = await startRelay(azurite.ports.table, port);
    try {
      expect(await store.transact("Sessions", partition, [create("h")])).toMatchObject({
        outcome: "committed",
      });
      expect(await store.get("Sessions", partition, "h")).toMatchObject({ rowKey: "h" });
    } finally {
      await relay.stop();
    }
  });
});

describe("an answer that is lost", () => {
  it("leaves the outcome unknown, though all of it was committed", async () => {
    const relay = await startRelay(azurite.ports.table, 0);
    try {
      const store = stores(relay.port, 20_000);
      await store.transact("Sessions", partition, [create("first")]);
      relay.loseNextAnswer();
      const ops = [create("a"), create("b")];
      expect(await store.transact("Sessions", partition, ops)).toMatchObject({ outcome: "unknown" });
      expect(await store.get("Sessions", partition, "a")).toBeDefined();
      expect(await store.get("Sessions", partition, "b")).toBeDefined();
      expect(await store.transact("Sessions", partition, ops)).toMatchObject({ code: "exists", index: 0 });
    } finally {
      await relay.stop();
    }
  });
});

describe("an answer that is not whole", () => {
  it("leaves the outcome unknown", async () => {
    const server = createHttpServer((incoming, outgoing) => {
      incoming
        .resume()
        .once("end", () => outgoing.writeHead(202, { "content-type": "multipart/mixed" }).end());
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    try {
      const transacted = await stores(portOf(server), 20_000).transact("Sessions", partition, [create("h")]);
      expect(transacted.outcome).toBe("unknown");
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});

describe("a refusal", () => {
  it("of the account's key is an outage, since keys are renewed", async () => {
    const other: Account = { ...account, key: randomBytes(64).toString("base64") };
    await expectOutage(
      tableStorage({
        connection: { connectionString: connectionStringOf(azurite.ports, other) },
        onDate: () => {},
        attemptMsMax: 20_000,
      }),
    );
  });

  it("of a transaction over 4 MiB throws: it is a bug, and would be refused again", async () => {
    const cells = { a: "x".repeat(32_000), b: "x".repeat(32_000) };
    const ops = Array.from({ length: 100 }, (_, n): Op => ({ op: "create", rowKey: `c|${n}`, cells }));
    await expect(stores(azurite.ports.table, 20_000).transact("Sessions", partition, ops)).rejects.toThrow();
  });
});

describe("the tables", () => {
  const dropTables = async (): Promise<void> => {
    const { connectionString } = azurite;
    const service = TableServiceClient.fromConnectionString(connectionString, {
      allowInsecureConnection: true,
    });
    for await (const { name } of service.listTables())
      if (name !== undefined) await service.deleteTable(name);
  };

  it("are made at their first use, by a read as by a write", async () => {
    await dropTables();
    const store = stores(azurite.ports.table, 20_000);
    expect(await store.get("Tenants", partition, "h")).toBeUndefined();
    expect(await store.query("Credentials", partition, "a", "z", 1)).toEqual([]);
    const writes = Array.from({ length: 4 }, (_, n) =>
      store.transact("Sessions", partition, [create(`c|${n}`)]),
    );
    for (const write of await Promise.all(writes)) expect(write.outcome).toBe("committed");
  });

  it("are made again when they were lost", async () => {
    const store = stores(azurite.ports.table, 20_000);
    await store.transact("Sessions", partition, [create("h")]);
    await dropTables();
    expect(await store.get("Sessions", partition, "h")).toBeUndefined();
    expect(await store.transact("Sessions", partition, [create("h")])).toMatchObject({
      outcome: "committed",
    });
  });
});

describe("the storage's time", () => {
  it("is told of every answer: of writes, of reads and of conflicts", async () => {
    const dates: number[] = [];
    const { connectionString } = azurite;
    const store = tableStorage({
      connection: { connectionString },
      onDate: (epochMs) => dates.push(epochMs),
      attemptMsMax: 20_000,
    });
    await store.get("Sessions", partition, "h");
    dates.length = 0;
    await store.transact("Sessions", partition, [create("h")]);
    await store.transact("Sessions", partition, [create("h")]);
    await store.get("Sessions", partition, "h");
    await store.get("Sessions", partition, "none");
    await store.query("Sessions", partition, "a", "z", 1);
    expect(dates).toHaveLength(5);
    for (const epochMs of dates) expect(Math.abs(epochMs - Date.now())).toBeLessThan(60_000);
  });
});
