import { beforeAll, describe, expect, it } from "vitest";
import type { Call } from "../../support/call.ts";
import {
  givenTenant,
  invocationsOf,
  type MemoryApp,
  memoryApp,
  nativeInvocation,
} from "../../support/memory-app.ts";
import { expectProblem } from "../../support/problems.ts";

const KIB = 1024;
const JSON_TYPE = "application/json";

let memory: MemoryApp;
let key: string;
beforeAll(async () => {
  memory = memoryApp();
  key = (await givenTenant(memory)).ingest;
});

const send = (chunks: Call["chunks"], headers: Readonly<Record<string, string>> = {}) =>
  memory.call({
    method: "POST",
    path: invocationsOf(),
    key,
    chunks: chunks ?? [],
    headers: { "content-type": JSON_TYPE, ...headers },
  });
const one = JSON.stringify(nativeInvocation());
const padded = (text: string, bytes: number): string => text + " ".repeat(bytes - text.length);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const cut = (text: string, length: number): readonly string[] =>
  text.match(new RegExp(`.{1,${length}}`, "gs")) ?? [];

describe("the size of a body", () => {
  it("may be 64 KiB for one invocation", async () => {
    expect((await send([padded(one, 64 * KIB)])).status).toBe(200);
  });

  it("may not be a byte more: 413", async () => {
    expectProblem(await send([padded(one, 64 * KIB + 1)]), 413, "body-too-large", { bytesMax: 64 * KIB });
  });

  it("may be 1 MiB for a batch", async () => {
    expect((await send([padded(`[${one}]`, 1024 * KIB)])).status).toBe(200);
  });

  it("may not be a byte more for a batch: 413", async () => {
    const called = await send([padded(`[${one}]`, 1024 * KIB + 1)]);
    expectProblem(called, 413, "body-too-large", { bytesMax: 1024 * KIB });
  });

  it("is that of a batch also after white space", async () => {
    expect((await send([` \r\n\t${padded(`[${one}]`, 65 * KIB)}`])).status).toBe(200);
  });

  it("is counted in bytes, not characters", async () => {
    const wide = JSON.stringify(nativeInvocation({ conversationId: "日".repeat(1024) }));
    expectProblem(await send([padded(wide, 64 * KIB - 100)]), 413, "body-too-large");
  });

  it("is counted over the chunks that come, whatever was announced", async () => {
    const chunks = cut(padded(one, 64 * KIB + 1), 1000);
    expectProblem(await send(chunks, { "content-length": "10" }), 413, "body-too-large");
  });

  it("that is announced too large is refused before any of it is read", async () => {
    const called = await send([], { "content-length": String(1024 * KIB + 1) });
    expectProblem(called, 413, "body-too-large", { bytesMax: 1024 * KIB });
  });

  it("that never ends is given up, and not held in memory", async () => {
    let sentBytes = 0;
    let isGivenUp = false;
    const endless = function* () {
      try {
        for (;;) {
          sentBytes += 64 * KIB;
          yield new Uint8Array(64 * KIB);
        }
      } finally {
        isGivenUp = true;
      }
    };
    expectProblem(await send(endless()), 413, "body-too-large");
    expect(isGivenUp).toBe(true);
    expect(sentBytes).toBeLessThan(64 * 1024 * KIB);
  });
});

describe("a body in chunks", () => {
  it.each([1, 7, 64])("of %i bytes is read whole", async (length) => {
    expect((await send(cut(one, length))).status).toBe(200);
  });

  it("may be cut within a character", async () => {
    const bytes = bytesOf(JSON.stringify(nativeInvocation({ conversationId: "🤖" })));
    const middle = bytes.indexOf(0xf0) + 2;
    expect((await send([bytes.slice(0, middle), bytes.slice(middle)])).status).toBe(200);
  });
});

describe("the depth of a body", () => {
  const nested = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`;

  it("may be 16 levels", async () => {
    expect((await send([nested(16)])).status).toBe(200);
  });

  it("may not be 17: 400", async () => {
    expectProblem(await send([nested(17)]), 400, "body-too-deep");
  });

  it("is counted over objects as over lists", async () => {
    expectProblem(await send([`${'{"a":'.repeat(17)}1${"}".repeat(17)}`]), 400, "body-too-deep");
  });

  it("of a million levels is told without a parser", async () => {
    expectProblem(await send(["[".repeat(1_000_000)]), 400, "body-too-deep");
  });

  it("is not counted within texts, also after escaped quotes", async () => {
    const conversationId = `${"[".repeat(20)}"${"{".repeat(20)}\\`;
    expect((await send([JSON.stringify(nativeInvocation({ conversationId }))])).status).toBe(200);
  });
});

describe("the media type", () => {
  it.each([
    JSON_TYPE,
    "application/json; charset=utf-8",
    'application/json;charset="UTF-8"',
    "Application/JSON",
    "application/json; odata.metadata=minimal",
  ])("may be %s", async (type) => {
    expect((await send([one], { "content-type": type })).status).toBe(200);
  });

  it.each([
    "",
    "text/plain",
    "application/xml",
    "application/json; charset=utf-16",
    "application/json; charset=iso-8859-1",
    "application/jsonx",
    "application/x-www-form-urlencoded",
    "text/json",
  ])("may not be %j: 415", async (type) => {
    expectProblem(await send([one], { "content-type": type }), 415, "unsupported-media-type");
  });

  it.each(["gzip", "br", "deflate"])("may not be compressed by %s: 415", async (encoding) => {
    expectProblem(await send([one], { "content-encoding": encoding }), 415, "unsupported-media-type");
  });

  it("may say that it is not compressed", async () => {
    expect((await send([one], { "content-encoding": "identity" })).status).toBe(200);
  });

  it("must be there", async () => {
    const call = { method: "POST", path: invocationsOf(), key, chunks: [one] };
    expectProblem(await memory.call(call), 415, "unsupported-media-type");
  });
});

describe("the text of a body", () => {
  it.each([
    ["nothing", [""]],
    ["white space", ["  \n"]],
    ["half of it", [one.slice(0, -1)]],
    ["two values", [one + one]],
    ["a comment", [`/**/${one}`]],
    ["NaN", ["NaN"]],
    ["single quotes", ["{'a':1}"]],
    ["too many ends", ["[]]"]],
    ["bytes that are no UTF-8", [Uint8Array.of(0x22, 0xff, 0xfe, 0x22)]],
    ["a lone surrogate in UTF-8", [Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22)]],
    ["UTF-16", [Uint8Array.from(Buffer.from(one, "utf16le"))]],
  ])("is no JSON: %s: 400", async (_, chunks) => {
    expectProblem(await send(chunks), 400, "malformed-body");
  });

  it("that is not sent at all is no JSON: 400", async () => {
    const call = { method: "POST", path: invocationsOf(), key, headers: { "content-type": JSON_TYPE } };
    expectProblem(await memory.call(call), 400, "malformed-body");
  });

  it("may begin with a byte order mark", async () => {
    expect((await send([Uint8Array.of(0xef, 0xbb, 0xbf), one])).status).toBe(200);
  });
});
