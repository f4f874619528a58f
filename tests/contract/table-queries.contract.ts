import { describe, expect, it } from "vitest";
import { create, creates, type Subject } from "./table-subject.ts";

/** Which rows a range holds, and in which order. */
export const queriesContract = (on: Subject): void => {
  describe("queries", () => {
    it("includes the lower bound and excludes the upper one", async () => {
      await on.commit(create("a"), create("b"), create("b|"), create("c"));
      expect(await on.keysIn("b", "c")).toEqual(["b", "b|"]);
      expect(await on.keysIn("b|", "d")).toEqual(["b|", "c"]);
      expect(await on.keysIn("b", "b")).toEqual([]);
      expect(await on.keysIn("c", "a")).toEqual([]);
    });

    it("finds the rows of one prefix, and only those", async () => {
      await on.commit(
        ...["h", "n", "n|2026-10|00", "n|2026-11|00", "n|2026-11|late", "n|2026-12|00", "p"].map((key) =>
          create(key),
        ),
      );
      expect(await on.keysIn("n|2026-11|", "n|2026-11}")).toEqual(["n|2026-11|00", "n|2026-11|late"]);
    });

    it("sorts keys by code unit, whatever the order they came in", async () => {
      const keys = ["a|1", "B", "a", "10", "9", "_", "Z", "a-", "~", "A"];
      await on.commit(...keys.map((key) => create(key)));
      expect(await on.keysIn("", "~~")).toEqual(["10", "9", "A", "B", "Z", "_", "a", "a-", "a|1", "~"]);
    });

    it("gives the first rows up to the limit, and goes on from there", async () => {
      await on.commit(...creates(12));
      const all = await on.keysIn("", "~");
      expect(await on.keysIn("", "~", 5)).toEqual(all.slice(0, 5));
      expect(await on.keysIn(`${all[4]}!`, "~", 5)).toEqual(all.slice(5, 10));
      expect(await on.keysIn("", "~", 12)).toEqual(all);
    });

    it("throws unless it asks for 1 to 1000 rows", async () => {
      await expect(on.keysIn("a", "b", 0)).rejects.toThrow();
      await expect(on.keysIn("a", "b", 1001)).rejects.toThrow();
    });

    it("takes a bound of any text, quotes too", async () => {
      await on.commit(create("a"), create("b"));
      expect(await on.keysIn("' or RowKey ge 'a", "a'")).toEqual(["a"]);
      expect(await on.keysIn("a", "b\uffff")).toEqual(["a", "b"]);
    });
  });
};
