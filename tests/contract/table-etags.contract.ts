import { describe, expect, it } from "vitest";
import { create, remove, type Subject, update } from "./table-subject.ts";

/** Who may change a row. */
export const etagsContract = (on: Subject): void => {
  describe("ETags", () => {
    it("refuses one that was used, for an update as for a delete", async () => {
      const [used = ""] = await on.commit(create("h"));
      const [current = ""] = await on.commit(update("h", used));
      expect(await on.transact(update("h", used))).toMatchObject({ code: "changed" });
      expect(await on.transact(remove("h", used))).toMatchObject({ code: "changed" });
      expect(await on.transact(remove("h", current))).toMatchObject({ outcome: "committed" });
    });

    it("deletes each row of a transaction by its own ETag", async () => {
      const [a = "", b = "", c = ""] = await on.commit(create("a"), create("b"), create("c"));
      const [moved = ""] = await on.commit(update("b", b));
      expect(await on.transact(remove("a", a), remove("b", b), remove("c", c))).toMatchObject({ index: 1 });
      expect(await on.transact(remove("a", a), remove("b", moved), remove("c", c))).toMatchObject({
        outcome: "committed",
      });
      expect(await on.keysIn("", "~")).toEqual([]);
    });

    it("is not the old one again when a row is deleted and made anew", async () => {
      const [first = ""] = await on.commit(create("h"));
      await on.commit(remove("h", first));
      const [second = ""] = await on.commit(create("h"));
      expect(second).not.toBe(first);
      expect(await on.transact(update("h", first))).toMatchObject({ code: "changed" });
    });

    it("lets exactly one of many updates at once win", async () => {
      const [etag = ""] = await on.commit(create("h"));
      const results = await Promise.all(
        Array.from({ length: 8 }, (_, n) => on.transact(create(`c|${n}`), update("h", etag, { n }))),
      );
      const won = results.flatMap((result, n) => (result.outcome === "committed" ? [n] : []));
      expect(won).toHaveLength(1);
      expect(results.filter((result) => result.outcome === "conflict" && result.index === 1)).toHaveLength(7);
      expect(await on.keysIn("c|", "c~")).toEqual([`c|${won[0]}`]);
      expect((await on.get("h"))?.cells).toEqual({ n: won[0] });
    });

    it("lets exactly one of many creates at once win", async () => {
      const results = await Promise.all(Array.from({ length: 8 }, (_, n) => on.transact(create("h", { n }))));
      expect(results.filter((result) => result.outcome === "committed")).toHaveLength(1);
    });
  });
};
