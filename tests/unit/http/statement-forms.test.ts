import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { NOW } from "../../support/memory-app.ts";
import { useStatements } from "../../support/use-statements.ts";

const { get, record, close, givenOctober } = useStatements();

describe("200: the form", () => {
  it.each([
    [undefined, undefined, "application/json"],
    [undefined, "*/*", "application/json"],
    [undefined, "", "application/json"],
    [undefined, "text/csv", "text/csv"],
    [undefined, "TEXT/HTML ; charset=utf-8", "text/html"],
    [undefined, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"],
    [undefined, "text/csv;q=0.5, text/html;q=0.9", "text/html"],
    [undefined, "text/csv, application/json", "application/json"],
    [undefined, "text/html, text/csv", "text/csv"],
    [undefined, "text/*", "text/csv"],
    [undefined, "text/*;q=0.9, text/html", "text/html"],
    [undefined, "*/*, application/json;q=0.1", "text/csv"],
    [undefined, "text/csv;q=0", "application/json"],
    [undefined, "text/csv;q=x", "application/json"],
    [undefined, "image/png", "application/json"],
    ["json", "text/html", "application/json"],
    ["csv", "text/html", "text/csv"],
    ["html", undefined, "text/html"],
  ])("by format=%s and Accept: %s is %s", async (format, accept, mediaType) => {
    await givenOctober();
    for (const path of ["", "/2026-10"]) {
      const { status, headers } = await get(format === undefined ? path : `${path}?format=${format}`, accept);
      expect([status, headers["content-type"]?.split(";", 1)[0]]).toEqual([200, mediaType]);
    }
  });
});

describe("200: a statement as CSV", () => {
  const linesOf = (text: string): readonly string[] => text.split("\r\n");

  it("has a header and one row a figure", async () => {
    await givenOctober();
    const { text } = await get("/2026-10?format=csv");
    expect(linesOf(text)).toEqual([
      "tenantId,period,section,name,quantity,sessions,text",
      "acme,2026-10,total,granted,,50,",
      "acme,2026-10,total,used,,2,",
      "acme,2026-10,total,unused,,48,",
      "acme,2026-10,total,overage,,0,",
      "acme,2026-10,late,sessions,,0,",
      "acme,2026-10,grant,chat,1,50,",
      "acme,2026-10,grant,chatbot-sessions-add-on,0,0,",
      "acme,2026-10,grant,digital-messaging,0,0,",
      "acme,2026-10,day,2026-10-05,,1,",
      "acme,2026-10,day,2026-10-06,,1,",
      "acme,2026-10,channel,lcw,,1,",
      "acme,2026-10,channel,msteams,,1,",
      "acme,2026-10,bot,bot-a,,2,",
      "acme,2026-10,bot,bot-b,,1,",
      "acme,2026-10,excluded,smart-assist,1,,",
      "acme,2026-10,statement,pack,,,d365-bot-sessions/2022-04",
      "acme,2026-10,statement,graceHours,,,0",
      `acme,2026-10,statement,closedAt,,,${NOW}`,
      expect.stringMatching(/^acme,2026-10,statement,hash,,,'?[\w-]{43}$/),
      expect.stringMatching(/^acme,2026-10,statement,previousHash,,,'?[\w-]{43}$/),
      "",
    ]);
  });

  it("is UTF-8 with a header, to be saved under a name of its own", async () => {
    await givenOctober();
    expect((await get("/2026-10?format=csv")).headers).toMatchObject({
      "content-type": "text/csv; charset=utf-8; header=present",
      "content-disposition": 'attachment; filename="statement-acme-2026-10.csv"',
    });
    expect((await get("?format=csv")).headers).toMatchObject({
      "content-disposition": 'attachment; filename="statements-acme.csv"',
    });
  });

  it("of all months is theirs one after the other, under one header", async () => {
    await givenOctober();
    const [header, ...rows] = linesOf((await get("?format=csv")).text);
    const [, ...october] = linesOf((await get("/2026-10?format=csv")).text);
    expect(rows.slice(-october.length)).toEqual(october);
    expect(rows).not.toContain(header);
    expect(rows.filter((row) => row.includes(",total,used,"))).toHaveLength(10);
  });

  it("before the first close is the header alone", async () => {
    expect((await get("?format=csv")).text).toBe("tenantId,period,section,name,quantity,sessions,text\r\n");
  });

  it.each([
    ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
    ["x;=1+1;y", "x;'=1+1;y"],
    ["\u00a0 =1", "'\u00a0 =1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@x", "'@x"],
    ["\uff1d1", "'\uff1d1"],
    ['=1,"2"', `"'=1,""2"""`],
    ['a"b', '"a""b"'],
    ["a,b", '"a,b"'],
    ["__proto__", "__proto__"],
    ["日本🤖", "日本🤖"],
  ])("has the bot %s as %s, which no spreadsheet runs", async (botId, cell) => {
    await record({ botId });
    await close();
    expect(linesOf((await get("/2026-10?format=csv")).text)).toContain(`acme,2026-10,bot,${cell},,1,`);
  });
});

describe("200: a statement as HTML", () => {
  it("says all that the JSON says", async () => {
    await givenOctober();
    const { text } = await get("/2026-10?format=html");
    const { text: json } = await get("/2026-10");
    const { pack, hash, previousHash, closedAt } = JSON.parse(json);
    for (const told of [pack, hash, previousHash, closedAt, "0 hours", "bot-b", "msteams", "2026-10-06"])
      expect(text).toContain(told);
    expect(text).toContain(
      '<tr><th scope="row"><bdi>chat</bdi></th><td class="number">1</td><td class="number">50</td></tr>',
    );
    expect(text).toContain('<bdi>smart-assist</bdi></th><td class="number">1</td>');
  });

  it("of all months is a page with each of them", async () => {
    await givenOctober();
    expect((await get("?format=html")).text.match(/<article>/g)).toHaveLength(10);
  });

  it("before the first close says so", async () => {
    expect((await get("?format=html")).text).toContain("No month is closed yet.");
  });

  it.each([`<script>alert("1")</script>`, `"><img src=x onerror='1'>`, "&lt;", "a\u202eb"])(
    "has the bot %j as text",
    async (botId) => {
      await record({ botId });
      await close();
      const { text } = await get("/2026-10?format=html");
      const escaped = botId.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
      expect(text).toContain(`<bdi>${escaped}</bdi>`);
      expect(text).not.toMatch(/<script|<img/);
    },
  );

  it("may use its one style, and load, run, send and frame nothing", async () => {
    await givenOctober();
    const { text, headers } = await get("/2026-10?format=html");
    const [, style = ""] = /<style>([^<]*)<\/style>/.exec(text) ?? [];
    const hash = createHash("sha256").update(style).digest("base64");
    expect(headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    });
    expect(text).not.toMatch(/ (?:src|href|style|on\w+)=/);
  });
});
