import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectionStringOf } from "../../infra/local/azurite.ts";
import { type Op, StoreUnavailable, type TableStore } from "../../shared/application/ports.ts";
import { tableStorage } from "../../shared/storage/table-storage.ts";
import { portOf } from "./relay.ts";

/** What the storage answers next; `more`: the headers that say where a query goes on. */
type Answer = {
  readonly body: string;
  readonly type?: string;
  readonly status?: number;
  readonly more?: Readonly<Record<string, string>>;
};

const JSON_TYPE = "application/json;odata=minimalmetadata";
const ETAG = 'W/"1"';
const NEXT_ROW = "x-ms-continuation-nextrowkey";
const NEXT_PARTITION = "x-ms-continuation-nextpartitionkey";
const AT_C = { [NEXT_PARTITION]: "1!4!dA--", [NEXT_ROW]: "1!4!Yw--" };

let server: Server;
let store: TableStore;
const answers: Answer[] = [];
let asked = 0;
beforeAll(async () => {
  server = createServer((incoming, outgoing) => {
    asked += 1;
    // The last answer is given again and again.
    const [{ body, type = JSON_TYPE, status = 200, more = {} } = { body: "" }] =
      answers.length > 1 ? answers.splice(0, 1) : answers;
    const headers = { "x-ms-request-id": "1", ...(type && { "content-type": type }), ...more };
    incoming.resume().once("end", () => outgoing.writeHead(status, headers).end(body));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const account = { name: "answers", key: Buffer.alloc(64, 1).toString("base64") };
  const connectionString = connectionStringOf({ blob: 0, queue: 0, table: portOf(server) }, account);
  store = tableStorage({ connection: { connectionString }, onDate: () => {}, attemptMsMax: 20_000 });
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const answering = (...next: readonly Answer[]): void => {
  answers.splice(0, answers.length, ...next);
  asked = 0;
};
const entity = (changes: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({ "odata.etag": ETAG, PartitionKey: "t", RowKey: "b", n: 1, ...changes });
const list = (...entities: readonly string[]): string => `{"value":[${entities.join()}]}`;
const get = () => store.get("Sessions", "t", "b");
const query = (limit = 5) => store.query("Sessions", "t", "b", "d", limit);
const row = (rowKey: string) => ({ rowKey, etag: ETAG, cells: { n: 1 } });

/** Bodies that are neither an entity nor a list, whatever was asked for. */
const NOTHING: readonly (readonly [string, Answer])[] = [
  ["an empty body", { body: "" }],
  ["an empty body without a type", { body: "", type: "" }],
  ["HTML", { body: "<html></html>", type: "text/html" }],
  ["HTML that says it is JSON", { body: "<html></html>" }],
  ["XML", { body: "<a></a>", type: "application/xml" }],
  ["JSON that ends early", { body: '{"value":[' }],
  ["null", { body: "null" }],
  ["a number", { body: "5" }],
  ["a text", { body: '"text"' }],
  ["an array", { body: "[]" }],
  ["an empty object", { body: "{}" }],
  ["an error with status 200", { body: '{"odata.error":{"code":"InternalError"}}' }],
  ["a refusal that cannot be read", { body: "<html></html>", status: 400 }],
];

describe("an answer to a get", () => {
  it("is taken where it is the entity that was asked for", async () => {
    answering({ body: entity() });
    expect(await get()).toEqual(row("b"));
  });

  it.each([
    ...NOTHING,
    ["a list", { body: list(entity()) }],
    ["an entity of another partition", { body: entity({ PartitionKey: "u" }) }],
    ["an entity without a partition", { body: entity({ PartitionKey: undefined }) }],
    ["another row", { body: entity({ RowKey: "c" }) }],
    ["an entity without a row key", { body: entity({ RowKey: undefined }) }],
    ["an entity without an ETag", { body: entity({ "odata.etag": undefined }) }],
    ["an ETag that stands for any", { body: entity({ "odata.etag": "*" }) }],
    ["a number that is none", { body: entity({ n: "x", "n@odata.type": "Edm.Int64" }) }],
  ] as const)("is an outage where it is %s", async (_, answer) => {
    answering(answer);
    await expect(get()).rejects.toBeInstanceOf(StoreUnavailable);
  });
});

describe("an answer to a query", () => {
  it("is taken where it is a list of what was asked for, an empty one too", async () => {
    answering({ body: list(entity(), entity({ RowKey: "c" })) });
    expect(await query()).toEqual([row("b"), row("c")]);
    answering({ body: list() });
    expect(await query()).toEqual([]);
  });

  it.each([
    ...NOTHING,
    ["an entity", { body: entity() }],
    ["a list that is null", { body: '{"value":null}' }],
    ["a list that is an object", { body: '{"value":{}}' }],
    ["a list that is a text", { body: '{"value":"text"}' }],
    ["a list of null", { body: list("null") }],
    ["a list of numbers", { body: list("5") }],
    ["a list of objects that are no entities", { body: list("{}") }],
    ["a list of another partition", { body: list(entity({ PartitionKey: "u" })) }],
    ["a list with a row before the range", { body: list(entity({ RowKey: "a" }), entity()) }],
    ["a list with a row after the range", { body: list(entity(), entity({ RowKey: "d" })) }],
    ["a list with a number for a key", { body: list(entity({ RowKey: 5 })) }],
    ["a list with a row without an ETag", { body: list(entity({ "odata.etag": undefined })) }],
    ["a list with a row twice", { body: list(entity(), entity()) }],
    ["a list in no order", { body: list(entity({ RowKey: "c" }), entity()) }],
    ["half of where it goes on", { body: list(entity()), more: { [NEXT_ROW]: "1!4!Yw--" } }],
  ] as const)("is an outage where it is %s", async (_, answer) => {
    answering(answer);
    await expect(query()).rejects.toBeInstanceOf(StoreUnavailable);
  });

  it("is an outage where it has more rows than were asked for", async () => {
    answering({ body: list(entity(), entity({ RowKey: "c" })) });
    await expect(query(1)).rejects.toBeInstanceOf(StoreUnavailable);
  });

  it("is put together from pages, empty ones too", async () => {
    answering(
      { body: list(entity()), more: AT_C },
      { body: list(), more: { ...AT_C, [NEXT_ROW]: "1!4!Zz--" } },
      { body: list(entity({ RowKey: "c" })) },
    );
    expect(await query()).toEqual([row("b"), row("c")]);
    expect(asked).toBe(3);
  });

  it.each([
    ["repeats a row", { body: list(entity()) }],
    ["is no list", { body: "" }],
    ["goes on where it was itself", { body: list(), more: AT_C }],
  ] as const)("is an outage where a later page %s", async (_, answer) => {
    answering({ body: list(entity()), more: AT_C }, answer);
    await expect(query()).rejects.toBeInstanceOf(StoreUnavailable);
    expect(asked).toBe(2);
  });
});

describe("an answer to a transaction", () => {
  const create: Op = { op: "create", rowKey: "b", cells: { n: 1 } };
  const remove: Op = { op: "delete", rowKey: "b", etag: ETAG };
  const batch = (...lines: readonly string[]): Answer => ({
    status: 202,
    type: "multipart/mixed; boundary=batchresponse_x",
    body: [
      "--batchresponse_x\r\nContent-Type: multipart/mixed; boundary=changesetresponse_y\r\n",
      `--changesetresponse_y\r\nContent-Type: application/http\r\n\r\n${lines.join("\r\n")}\r\n\r\n`,
      "--changesetresponse_y--\r\n--batchresponse_x--",
    ].join("\r\n"),
  });

  it("is taken where each operation has succeeded", async () => {
    answering(batch("HTTP/1.1 204 No Content", `ETag: ${ETAG}`));
    expect(await store.transact("Sessions", "t", [create])).toEqual({ outcome: "committed", etags: [ETAG] });
    answering(batch("HTTP/1.1 204 No Content"));
    expect(await store.transact("Sessions", "t", [remove])).toEqual({ outcome: "committed", etags: [""] });
  });

  it.each([
    ["is empty", { ...batch(), body: "" }],
    ["is HTML", { body: "<html></html>", type: "text/html", status: 202 }],
    ["is HTML that says it is JSON", { body: "<html></html>", status: 202 }],
    ["is null", { body: "null", status: 202 }],
    ["is a refusal that cannot be read", { body: "<html></html>", status: 400 }],
    ["has a part that is not HTTP", batch("text")],
    ["has a part without a status", batch("HTTP/1.1 OK")],
    ["has a part that was refused", batch("HTTP/1.1 412 Precondition Failed", `ETag: ${ETAG}`)],
    ["ends before its end", { ...batch(), body: "--changesetresponse_y\r\n\r\nHTTP/1.1 204 No Content" }],
  ] as const)("leaves the outcome unknown where it %s", async (_, answer) => {
    answering(answer);
    for (const op of [create, remove])
      expect(await store.transact("Sessions", "t", [op])).toMatchObject({
        outcome: "unknown",
        cause: expect.any(Error),
      });
  });

  it("leaves the outcome unknown where the new ETag is none", async () => {
    for (const etag of ["", "*", "text"]) {
      answering(batch("HTTP/1.1 204 No Content", `ETag: ${etag}`));
      expect(await store.transact("Sessions", "t", [create])).toMatchObject({ outcome: "unknown" });
    }
  });

  it("does not hide a fault of ours, which throws before anything is sent", async () => {
    answering(batch("HTTP/1.1 204 No Content", `ETag: ${ETAG}`));
    await expect(store.transact("Sessions", "t", [])).rejects.not.toBeInstanceOf(StoreUnavailable);
    await expect(store.get("Sessions", "t", "/")).rejects.not.toBeInstanceOf(StoreUnavailable);
    expect(asked).toBe(0);
  });
});
