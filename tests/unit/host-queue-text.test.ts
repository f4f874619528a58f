import { describe, expect, it } from "vitest";
import { messagesOf } from "../../infra/local/output-messages.ts";
import type { QueueMessage } from "../../infra/local/queue.ts";
import { metadataOf } from "../../infra/local/queue-metadata.ts";
import { fromStored, toStored } from "../../infra/local/queue-text.ts";

describe("an output", () => {
  it.each([
    ["a string, as it is", { string: " plain " }, [" plain "]],
    ["an empty string", { string: "" }, [""]],
    ["a string of JSON, read and written again", { string: ' {"a":1}\n' }, ['{\n  "a": 1\n}']],
    ["a string of a JSON array, as many", { string: '["a",{"b":2}]' }, ["a", '{\n  "b": 2\n}']],
    ["a string of a JSON scalar, as it is", { string: "4.20" }, ["4.20"]],
    ["an object, indented", { json: '{"a":[1,{}]}' }, ['{\n  "a": [\n    1,\n    {}\n  ]\n}']],
    ["an array, one for each element", { json: '[1,"two","[3]",null]' }, ["1", "two", "[3]", ""]],
    ["an array of arrays", { json: "[[1],[]]" }, ["[\n  1\n]", "[]"]],
    ["an empty array, as none", { json: "[]" }, []],
    ["a boolean", { json: "true" }, ["True"]],
    ["a whole number", { int: 42 }, ["42"]],
    ["another number", { double: 1.5 }, ["1.5"]],
    ["bytes, as they are", { bytes: Buffer.from('{"a":1}') }, ['{"a":1}']],
  ] as const)("is sent: %s", (_, output, messages) => {
    expect(messagesOf(output).map(String)).toEqual(messages);
  });

  it("that only looks like JSON fails", () => {
    expect(() => messagesOf({ string: "{no JSON}" })).toThrow(SyntaxError);
  });
});

describe("a message in its queue", () => {
  it.each([
    ["base64", "näh 💡", "bsOkaCDwn5Kh"],
    ["base64", "", ""],
    ["none", "näh", "näh"],
  ] as const)("in %s is read as it was written: %s", (encoding, text, stored) => {
    expect(toStored(Buffer.from(text), encoding)).toBe(stored);
    expect(fromStored(stored, encoding)).toBe(text);
  });

  it.each(["no base64!", "YQ", "YQ=", "====", "Y=Q=", "{}"])("is none when it is no base64: %s", (stored) => {
    expect(fromStored(stored, "base64")).toBeUndefined();
  });

  it("takes 64 KiB at most, base64 included", () => {
    expect(toStored(Buffer.alloc(49_152), "base64")).toHaveLength(65_536);
    expect(() => toStored(Buffer.alloc(49_153), "base64")).toThrow(/65540 bytes.*65536/);
    expect(() => toStored(Buffer.from(`${"ä".repeat(32_768)}x`), "none")).toThrow(/65537 bytes/);
  });
});

describe("what a function is told beside its message", () => {
  const message: QueueMessage = {
    id: "real id",
    popReceipt: "real receipt",
    text: "",
    dequeueCount: 3,
    insertedAt: new Date("2026-11-25T00:00:00Z"),
    expiresAt: new Date("2026-12-02T00:00:00Z"),
    nextVisibleAt: new Date("2026-11-25T00:10:00Z"),
  };
  const own = {
    DequeueCount: { json: "3" },
    ExpirationTime: { json: '"2026-12-02T00:00:00+00:00"' },
    InsertionTime: { json: '"2026-11-25T00:00:00+00:00"' },
    NextVisibleTime: { json: '"2026-11-25T00:10:00+00:00"' },
    Id: { string: "real id" },
    PopReceipt: { string: "real receipt" },
  };

  it.each([
    ["no JSON", "text", {}],
    ["an array", '[{"id":"mine"}]', {}],
    ["broken JSON", '{"id":"mine"', {}],
    ["the host's names, in any case", '{"id":"mine","DEQUEUECOUNT":9}', { Id: "mine", DequeueCount: "9" }],
    ["its own names", '{"tenantId":"acme"}', { tenantId: "acme" }],
    ["one name in two cases", '{"a":1,"A":2}', { a: "2" }],
    ["null and an array", '{"id":null,"popReceipt":[1]}', {}],
    ["a boolean and a number", '{"isOpen":true,"part":0.5}', { isOpen: "True", part: "0.5" }],
  ])("takes from a message: %s", (_, text, merged) => {
    const strings = Object.entries(merged).map(([name, string]) => [name, { string }]);

    expect(metadataOf(text, message)).toEqual({
      QueueTrigger: { string: text },
      ...own,
      ...Object.fromEntries(strings),
    });
  });

  it("takes an object whole", () => {
    expect(metadataOf('{"part":{"a":[1]}}', message)["part"]).toEqual({ json: '{"a":[1]}' });
  });
});
