import { describe, expect, it } from "vitest";
import { create, creates, NEVER, remove, type Subject, update } from "./table-subject.ts";

/** All or none, and what stood in the way. */
export const transactionsContract = (on: Subject): void => {
  describe("transactions", () => {
    for (const at of [0, 49, 99]) {
      it(`names operation ${at} of 100 where it finds a row, and creates none of the others`, async () => {
        await on.commit(create("old", { n: 7 }));
        const ops = creates(100).with(at, create("old"));
        expect(await on.transact(...ops)).toEqual({ outcome: "conflict", index: at, code: "exists" });
        expect(await on.keysIn("", "~")).toEqual(["old"]);
        expect((await on.get("old"))?.cells).toEqual({ n: 7 });
      });

      it(`names operation ${at} of 100 where its ETag is another's, and does none of the others`, async () => {
        const [stale = ""] = await on.commit(create("old"));
        await on.commit(update("old", stale));
        const before = await on.get("old");
        for (const op of [update("old", stale), remove("old", stale)])
          expect(await on.transact(...creates(100).with(at, op))).toEqual({
            outcome: "conflict",
            index: at,
            code: "changed",
          });
        expect(await on.all()).toEqual([before]);
      });

      it(`names operation ${at} of 100 where it finds no row, and does none of the others`, async () => {
        for (const op of [update("gone", NEVER), remove("gone", NEVER)])
          expect(await on.transact(...creates(100).with(at, op))).toEqual({
            outcome: "conflict",
            index: at,
            code: "missing",
          });
        expect(await on.keysIn("", "~")).toEqual([]);
      });
    }

    it("names the first of several operations that fail", async () => {
      const [etag = ""] = await on.commit(create("old"));
      const ops = [create("new"), update("gone", NEVER), create("old"), remove("old", NEVER)];
      expect(await on.transact(...ops.slice(0, 3))).toMatchObject({ index: 1, code: "missing" });
      expect(await on.transact(create("new"), remove("old", NEVER), update("gone", NEVER))).toMatchObject({
        index: 1,
        code: "changed",
      });
      expect((await on.get("old"))?.etag).toBe(etag);
    });

    it("undoes updates and deletes that came before the one that fails", async () => {
      const [first = "", second = ""] = await on.commit(create("a"), create("b"), create("c"));
      const before = await on.all();
      const ops = [update("a", first), remove("b", second), create("d"), create("c")];
      expect(await on.transact(...ops)).toEqual({ outcome: "conflict", index: 3, code: "exists" });
      expect(await on.all()).toEqual(before);
    });

    it("commits 100 operations of all kinds at once, with an ETag each and empty text for a delete", async () => {
      const old = await on.commit(...creates(60));
      const ops = old.map((etag, n) => (n % 2 ? update(`new|${n}`, etag) : remove(`new|${n}`, etag)));
      const etags = await on.commit(...ops, ...Array.from({ length: 40 }, (_, n) => create(`more|${n}`)));
      expect(etags.slice(0, 60).map((etag) => etag === "")).toEqual(ops.map((op) => op.op === "delete"));
      const rows = await on.all();
      expect(rows).toHaveLength(70);
      expect((await on.get("more|39"))?.etag).toBe(etags[99]);
      expect((await on.get("new|59"))?.etag).toBe(etags[59]);
    });

    it("throws unless it has 1 to 100 operations", async () => {
      await expect(on.transact()).rejects.toThrow();
      await expect(on.transact(...creates(101))).rejects.toThrow();
      expect(await on.all()).toEqual([]);
    });

    it("throws on a row that is twice in it", async () => {
      await expect(on.transact(create("h"), create("h"))).rejects.toThrow();
      await expect(on.transact(create("h"), remove("h", NEVER))).rejects.toThrow();
    });

    it.each(["", "a/b", "a\\b", "a#b", "a?b", "a\nb", "a'b", "{a}", "é", "\ud800", "a".repeat(256)])(
      "throws on the key %j",
      async (key) => {
        await expect(on.transact(create(key))).rejects.toThrow();
        await expect(on.get(key)).rejects.toThrow();
      },
    );

    it.each(["a-b", "1a", "", "odata.etag", "etag", "timestamp", "RowKey", "__proto__", "id"])(
      "throws on a cell named %j",
      async (name) => {
        await expect(on.transact(create("h", Object.fromEntries([[name, 1]])))).rejects.toThrow();
      },
    );

    it.each([1.5, Number.NaN, 2 ** 53, "\ud800", "x".repeat(32_769)])(
      "throws on a cell that no table keeps (%#)",
      async (value) => {
        await expect(on.transact(create("h", { value }))).rejects.toThrow();
      },
    );

    it("throws on an ETag that is none, above all one that stands for any", async () => {
      await on.commit(create("h"));
      await expect(on.transact(update("h", "*"))).rejects.toThrow();
      await expect(on.transact(remove("h", "*"))).rejects.toThrow();
      await expect(on.transact(remove("h", "text"))).rejects.toThrow();
    });
  });
};
