import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../shared/domain/canonical-json.ts";

describe("canonical JSON", () => {
  it.each([
    ["keys in order", { b: 1, a: 2 }, '{"a":2,"b":1}'],
    [
      "keys in order at every level",
      { b: { d: 1, c: [{ f: 1, e: 2 }] } },
      '{"b":{"c":[{"e":2,"f":1}],"d":1}}',
    ],
    ["arrays as they are", [3, 1, [2, "a"]], '[3,1,[2,"a"]]'],
    ["no white space", { a: [1, { b: null }] }, '{"a":[1,{"b":null}]}'],
    ["keys that are numbers by their text", { 9: 1, 10: 2, a: 3, "-1": 4 }, '{"-1":4,"10":2,"9":1,"a":3}'],
    ["capitals before small letters", { a: 1, B: 2, _: 3 }, '{"B":2,"_":3,"a":1}'],
    ["keys by code units, not by code points", { "\ufb33": 1, "😀": 2, é: 3 }, '{"é":3,"😀":2,"\ufb33":1}'],
    ["text beyond ASCII as it is", "日本🤖\u2028", '"日本🤖\u2028"'],
    ["only what must be escaped", '"\\/\n\u0001\u007f', '"\\"\\\\/\\n\\u0001\u007f"'],
    ["numbers as ECMAScript has them", [-0, 1e21, 0.1, 1_000_000], "[0,1e+21,0.1,1000000]"],
    ["values that are none left out", { a: undefined, b: 1 }, '{"b":1}'],
    ["nothing", null, "null"],
    ["empty things", { a: {}, b: [], c: "" }, '{"a":{},"b":[],"c":""}'],
  ])("has %s", (_, value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it("keeps a key that objects have by themselves", () => {
    const value: unknown = JSON.parse('{"constructor":1,"__proto__":{"b":1,"a":2}}');
    expect(canonicalJson(value)).toBe('{"__proto__":{"a":2,"b":1},"constructor":1}');
  });

  it("is that of RFC 8785's own example of sorting", () => {
    const value = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7 };
    expect(canonicalJson(value)).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}',
    );
  });
});
