import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Adapter } from "../../shared/application/adapter.ts";
import type { Proof } from "../../shared/application/incoming.ts";
import { SLACK } from "../../shared/channels/slack.ts";
import { STANDARD_WEBHOOKS } from "../../shared/channels/standard-webhooks.ts";
import { TEAMS_OUTGOING } from "../../shared/channels/teams-outgoing.ts";
import { TWILIO } from "../../shared/channels/twilio.ts";
import { WHATSAPP } from "../../shared/channels/whatsapp.ts";
import vectors from "../fixtures/signature-vectors.json" with { type: "json" };
import { sent, verdictBy } from "../support/sent.ts";
import { given } from "../support/values.ts";

const flipped = (text: string): string => text.replace(/.$/, (last) => (last === "}" ? ")" : "}"));

const proofOf = (adapter: Adapter, settings: object): Proof => {
  const configured = adapter.configure(settings);
  return given(configured.ok ? configured.value.proofs[0] : undefined);
};

describe("Standard Webhooks", () => {
  const { secret, headers, body } = vectors.standardWebhooks;
  const [now, other] = ["2021-02-25T15:02:10.000Z", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx"];
  const verdict = (
    but: Readonly<Record<string, string>> = {},
    { secrets = [secret], text = body, time = now } = {},
  ) => verdictBy(STANDARD_WEBHOOKS, sent(text, { ...headers, ...but }), secrets, time);

  it("proves by the vector", async () => {
    expect(await verdict()).toBe("proved");
  });

  it("proves by either of two secrets that are live", async () => {
    expect(await verdict({}, { secrets: [other, secret] })).toBe("proved");
  });

  it("proves by any of several signatures", async () => {
    const { "webhook-signature": right } = headers;
    expect(await verdict({ "webhook-signature": `v1a,x v1,AAAA ${right}` })).toBe("proved");
  });

  it("looks at ten signatures at the most: nobody makes it work by listing thousands", async () => {
    const { "webhook-signature": right } = headers;
    const many = (count: number) => Array.from({ length: count }, () => "v1,AAAA").join(" ");
    expect(await verdict({ "webhook-signature": `${many(9)} ${right}` })).toBe("proved");
    expect(await verdict({ "webhook-signature": `${many(10)} ${right}` })).toBe("not-proved");
  });

  it.each([
    ["5 minutes before", "2021-02-25T14:57:10.000Z", "proved"],
    ["5 minutes after", "2021-02-25T15:07:10.000Z", "proved"],
    ["longer before", "2021-02-25T14:57:09.999Z", "not-proved"],
    ["longer after", "2021-02-25T15:07:10.001Z", "not-proved"],
  ])("sent %s this clock is %s: %s", async (_, time, expected) => {
    expect(await verdict({}, { time })).toBe(expected);
  });

  it.each([
    ["another secret", {}, { secrets: [other] }],
    ["no secret", {}, { secrets: [] }],
    ["a changed body", {}, { text: flipped(body) }],
    ["another id", { "webhook-id": "msg_x" }, {}],
    ["another time", { "webhook-timestamp": "1614265331" }, {}],
    ["a time that is none", { "webhook-timestamp": "1614265330.0" }, {}],
    ["no signature", { "webhook-signature": "" }, {}],
    ["a signature without its version", { "webhook-signature": headers["webhook-signature"].slice(3) }, {}],
    ["a signature cut short", { "webhook-signature": headers["webhook-signature"].slice(0, -1) }, {}],
  ])("with %s proves nothing", async (_, but, options) => {
    expect(await verdict(but, options)).toBe("not-proved");
  });
});

describe("Teams' outgoing webhook", () => {
  const { secretBase64: secret, headers, body } = vectors.teamsOutgoingWebhook;
  const proof = proofOf(TEAMS_OUTGOING, { botIds: ["bot1"] });
  const verdict = (authorization = headers.authorization, text = body, secrets = [secret]) =>
    verdictBy(proof, sent(text, { authorization }), secrets);

  it("proves by the vector", async () => {
    expect(await verdict()).toBe("proved");
  });

  it.each([
    ["another signature", "HMAC AAAA", body, [secret]],
    ["another scheme", headers.authorization.replace("HMAC", "Bearer"), body, [secret]],
    ["a changed body", headers.authorization, flipped(body), [secret]],
    ["white space around the body", headers.authorization, `${body}\n`, [secret]],
    ["another secret", headers.authorization, body, ["MDEyMw=="]],
    ["no header", "", body, [secret]],
  ])("with %s proves nothing", async (_, authorization, text, secrets) => {
    expect(await verdict(authorization, text, secrets)).toBe("not-proved");
  });

  it.each(["", "not base64!", "MDEyMw", "="])("takes no secret that Teams does not show: %j", (text) => {
    expect(TEAMS_OUTGOING.isVendorSecret?.(text)).toBe(false);
  });
});

describe("Slack", () => {
  const { secret, headers, body } = vectors.slack;
  const now = "2018-07-12T18:36:58.000Z";
  const proof = proofOf(SLACK, {});
  const verdict = (
    but: Readonly<Record<string, string>> = {},
    { secrets = [secret], text = body, time = now } = {},
  ) => verdictBy(proof, sent(text, { ...headers, ...but }), secrets, time);

  it("proves by the vector", async () => {
    expect(await verdict()).toBe("proved");
  });

  it.each([
    ["a changed body", {}, { text: `${body} ` }],
    ["another secret", {}, { secrets: ["x"] }],
    ["another time", { "x-slack-request-timestamp": "1531420619" }, {}],
    ["a time of 5 minutes ago and more", {}, { time: "2018-07-12T18:41:58.001Z" }],
    ["no time", { "x-slack-request-timestamp": "" }, {}],
    ["no signature", { "x-slack-signature": "v0=" }, {}],
    ["another version", { "x-slack-signature": headers["x-slack-signature"].replace("v0", "v1") }, {}],
  ])("with %s proves nothing", async (_, but, options) => {
    expect(await verdict(but, options)).toBe("not-proved");
  });
});

describe("WhatsApp", () => {
  const { appSecret, headers, body } = vectors.metaWhatsApp;
  const proof = proofOf(WHATSAPP, {});

  it("proves by the vector", async () => {
    expect(await verdictBy(proof, sent(body, headers), ["old", appSecret])).toBe("proved");
  });

  it.each([
    ["a changed body", `${body} `, headers, [appSecret]],
    ["another secret", body, headers, ["x"]],
    ["no signature", body, {}, [appSecret]],
  ])("with %s proves nothing", async (_, text, sentHeaders, secrets) => {
    expect(await verdictBy(proof, sent(text, { ...sentHeaders }), secrets)).toBe("not-proved");
  });
});

describe("Twilio", () => {
  const formOf = (params: object): string => new URLSearchParams(Object.entries(params)).toString();
  const proofAt = (publicUrl: string) => proofOf(TWILIO, { botIds: ["b"], publicUrl });
  const [first] = vectors.twilio;

  it.each(vectors.twilio)("proves by the vector $headers", async ({ authToken, url, params, headers }) => {
    expect(await verdictBy(proofAt(url), sent(formOf(params), headers), [authToken])).toBe("proved");
  });

  it("proves whatever the order of the fields, and though one is given twice", async () => {
    const { authToken, url, params, headers } = given(first);
    const [digits = "", ...others] = formOf(params).split("&").reverse();
    const text = [...others, digits, digits].join("&");
    expect(await verdictBy(proofAt(url), sent(text, headers), [authToken])).toBe("proved");
  });

  it.each([
    ["another address", "https://mycompany.com/myapp.php?foo=1", {}, "12345"],
    ["another field", undefined, { Digits: "1235" }, "12345"],
    ["a field more", undefined, { Extra: "" }, "12345"],
    ["another secret", undefined, {}, "12346"],
  ])("with %s proves nothing", async (_, url, but, secret) => {
    const { url: told, params, headers } = given(first);
    const text = formOf({ ...params, ...but });
    expect(await verdictBy(proofAt(url ?? told), sent(text, headers), [secret])).toBe("not-proved");
  });

  it("of JSON proves by the hash of the body, and by no other's", async () => {
    const url = "https://meter.example/x";
    const hash = createHash("sha256").update("[]").digest("hex");
    const text = `${url}?bodySHA256=${hash}`;
    const signature = createHmac("sha1", "12345").update(text).digest("base64");
    const headers = { "x-twilio-signature": signature };
    const query = { bodySHA256: hash };
    expect(await verdictBy(proofAt(url), sent("[]", headers, query), ["12345"])).toBe("proved");
    expect(await verdictBy(proofAt(url), sent("[1]", headers, query), ["12345"])).toBe("not-proved");
  });
});
