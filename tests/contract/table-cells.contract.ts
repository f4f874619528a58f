import { describe, expect, it } from "vitest";
import type { Cells } from "../../shared/application/ports.ts";
import { create, NEVER, remove, type Subject, update } from "./table-subject.ts";

/** What a cell can hold. */
export const cellsContract = (on: Subject): void => {
  describe("cells", () => {
    const hostile: Cells = {
      unicode: "Ünïcödé 日本語 \u200f\u202e\ufeff\ufffe",
      emoji: "👩‍👩‍👧‍👦🏴‍☠️",
      quotes: `'"\`''""\\`,
      controls: "\u0001\t\b\u001f\u007f\u0085",
      lines: "a\r\nb\n\u2028c\u2029",
      header: "\u2028if-match: *\u2028\r\nIf-Match: *\r\n",
      boundary: "--changesetresponse_x--batch_\r\nHTTP/1.1 409 Conflict",
      verb: "PATCH http://127.0.0.1/x HTTP/1.1",
      long: "x".repeat(30_000),
      longWide: "日".repeat(30_000),
      proto: "__proto__",
      json: '{"__proto__":{"a":1},"odata.error":{"code":"x"}}',
      date: "2026-11-25T10:00:00.000Z",
      day: "2026-11-25",
      guid: "c9da6455-213d-42c9-9a79-3e9149a57833",
      digits: "00123",
      long64: "9007199254740993",
      exponent: "1e5",
      yes: "true",
      nothing: "null",
      binary: "AAEC",
      empty: "",
      space: "  ",
      percent: "%41%00",
    };

    it("gives text back as it was, whatever it looks like", async () => {
      const [etag = ""] = await on.commit(create("h", hostile));
      expect((await on.get("h"))?.cells).toEqual(hostile);
      await on.commit(update("h", etag, { ...hostile, more: "x" }));
      expect((await on.store().query("Sessions", on.partition(), "h", "i", 1))[0]?.cells).toEqual({
        ...hostile,
        more: "x",
      });
    });

    it("gives whole numbers and booleans back as they were", async () => {
      const cells: Cells = {
        zero: 0,
        negative: -5,
        int32: 2 ** 31 - 1,
        beyond: 2 ** 31,
        below: -(2 ** 31) - 1,
        largest: Number.MAX_SAFE_INTEGER,
        smallest: Number.MIN_SAFE_INTEGER,
        epochMs: Date.UTC(2026, 10, 25),
        yes: true,
        no: false,
      };
      await on.commit(create("h", cells));
      expect((await on.get("h"))?.cells).toEqual(cells);
      expect((await on.store().query("Sessions", on.partition(), "h", "i", 1))[0]?.cells).toEqual(cells);
    });

    it("has one zero", async () => {
      await on.commit(create("h", { n: -0 }));
      expect(Object.is((await on.get("h"))?.cells["n"], 0)).toBe(true);
    });

    it("deletes by ETag next to a cell that looks like the header which holds it", async () => {
      const [etag = "", other = ""] = await on.commit(create("h", hostile), create("i"));
      expect(await on.transact(update("i", other, hostile), remove("h", NEVER))).toMatchObject({ index: 1 });
      await on.commit(update("i", other, hostile), remove("h", etag), create("j", hostile));
      expect(await on.keysIn("", "~")).toEqual(["i", "j"]);
      expect((await on.get("i"))?.cells).toEqual(hostile);
    });
  });
};
