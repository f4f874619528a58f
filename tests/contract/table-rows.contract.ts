import { describe, expect, it } from "vitest";
import { create, type Subject, update } from "./table-subject.ts";

/** What is kept of a row, and under which keys. */
export const rowsContract = (on: Subject): void => {
  describe("rows", () => {
    it("has no row before it is created", async () => {
      expect(await on.get("h")).toBeUndefined();
      expect(await on.keysIn("", "~")).toEqual([]);
    });

    it("keeps rows of the same key apart by partition and by table", async () => {
      await on.commit(create("h", { n: 1 }));
      await on.store().transact("Sessions", `${on.partition()}-2`, [create("h", { n: 2 })]);
      await on.store().transact("Tenants", on.partition(), [create("h", { n: 3 })]);
      expect((await on.get("h"))?.cells).toEqual({ n: 1 });
      expect((await on.store().get("Sessions", `${on.partition()}-2`, "h"))?.cells).toEqual({ n: 2 });
      expect((await on.store().get("Tenants", on.partition(), "h"))?.cells).toEqual({ n: 3 });
    });

    it("gives a row the same by get as by query, with the ETag of its last write", async () => {
      const [first = ""] = await on.commit(create("h"));
      const [second] = await on.commit(update("h", first));
      const row = await on.get("h");
      expect(row).toEqual({ rowKey: "h", etag: second, cells: { n: 2 } });
      expect(await on.store().query("Sessions", on.partition(), "h", "i", 1)).toEqual([row]);
    });

    it("replaces all cells by an update", async () => {
      const [etag = ""] = await on.commit(create("h", { a: "kept?", b: 1 }));
      await on.commit(update("h", etag, { b: 2 }));
      expect((await on.get("h"))?.cells).toEqual({ b: 2 });
    });

    it("keeps a row without cells", async () => {
      await on.commit(create("h", {}));
      expect((await on.get("h"))?.cells).toEqual({});
    });

    it("does not let the caller's later changes reach a row", async () => {
      const cells = { n: 1 };
      await on.commit(create("h", cells));
      cells.n = 9;
      expect((await on.get("h"))?.cells).toEqual({ n: 1 });
    });

    it("takes keys of `|`, `_`, `-` and the other marks that keys are made of", async () => {
      const keys = ["c|_-a-_", "n|2026-11|00", "e|2026-11-25T10:00:00.000Z|x", "a.b~c@d=e,f+g"];
      await on.commit(...keys.map((key) => create(key)));
      for (const key of keys) expect((await on.get(key))?.rowKey).toBe(key);
      expect(await on.keysIn("", "~~")).toEqual(keys.toSorted());
    });
  });
};
