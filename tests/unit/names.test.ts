import { describe, expect, it } from "vitest";
import { labelOf, NO_NAMES, OTHER, withNames } from "../../shared/domain/names.ts";

const numbered = (count: number, prefix: string) => Array.from({ length: count }, (_, n) => `${prefix}${n}`);
const FULL = { bots: numbered(64, "b"), channels: numbered(32, "c") };

describe("the lists of names", () => {
  it("take a bot and a channel that they have room for, at the end", () => {
    expect(withNames({ bots: ["a"], channels: ["lcw"] }, "b", "sms")).toEqual({
      bots: ["a", "b"],
      channels: ["lcw", "sms"],
    });
  });

  it("are themselves where they have both already, so that there is nothing to write", () => {
    const names = { bots: ["a"], channels: ["lcw"] };
    expect(withNames(names, "a", "lcw")).toBe(names);
  });

  it("take the 64th bot and not the 65th", () => {
    const names = { bots: numbered(63, "b"), channels: ["lcw"] };
    const full = withNames(names, "last", "lcw");
    expect(full.bots).toHaveLength(64);
    expect(withNames(full, "one-more", "lcw")).toBe(full);
  });

  it("take the 32nd channel and not the 33rd", () => {
    const full = withNames({ bots: ["a"], channels: numbered(31, "c") }, "a", "last");
    expect(full.channels).toHaveLength(32);
    expect(withNames(full, "a", "one-more")).toBe(full);
  });

  it("take a channel though the bots are full, and a bot though the channels are", () => {
    expect(withNames({ ...FULL, channels: [] }, "x", "lcw")).toEqual({ ...FULL, channels: ["lcw"] });
    expect(withNames({ ...FULL, bots: [] }, "x", "lcw")).toEqual({ ...FULL, bots: ["x"] });
  });

  it("never take the name that stands for all without one", () => {
    expect(withNames(NO_NAMES, OTHER, OTHER)).toBe(NO_NAMES);
  });
});

describe("a label", () => {
  it("is the name where it is in the list", () => {
    expect(labelOf(FULL.bots, "b63")).toBe("b63");
  });

  it("is `other` where it is not", () => {
    expect(labelOf(FULL.bots, "b64")).toBe("other");
  });

  it.each(["constructor", "__proto__", "toString"])("of %s is no accident of the language", (name) => {
    expect(labelOf([], name)).toBe("other");
    expect(labelOf(withNames(NO_NAMES, name, "lcw").bots, name)).toBe(name);
  });
});
