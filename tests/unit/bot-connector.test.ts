import { createHmac } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import type { Proof } from "../../shared/application/incoming.ts";
import { ProofUnavailable } from "../../shared/application/incoming.ts";
import { BOT_CONNECTOR_DOCUMENT, botConnectorProof } from "../../shared/channels/bot-connector.ts";
import { createIssuerKeys } from "../../shared/channels/openid-keys.ts";
import { APP_ID, type Claims, claimsOf, type Issuer, newIssuer, SERVICE_URL } from "../support/issuer.ts";
import { NOW } from "../support/memory-app.ts";
import { sent } from "../support/sent.ts";
import { at } from "../support/values.ts";
import { type VirtualTimers, virtualTimers } from "../support/virtual-timers.ts";

const NOW_SECONDS = Date.parse(NOW) / 1000;
const HOUR_MS = 3_600_000;
const ACTIVITY = { type: "message", channelId: "msteams", serviceUrl: SERVICE_URL };

let issuer: Issuer;
let timers: VirtualTimers;
let proof: Proof;
beforeEach(async () => {
  issuer = await newIssuer();
  timers = virtualTimers();
  proof = botConnectorProof(
    createIssuerKeys(BOT_CONNECTOR_DOCUMENT, { fetchJson: issuer.fetchJson, timers }),
    APP_ID,
  );
});

const verdictOn = async (token: string, activity: unknown = ACTIVITY) => {
  const incoming = sent(JSON.stringify(activity), { authorization: `Bearer ${token}` });
  return await proof(incoming, { secrets: [], now: at(NOW) });
};
const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("Bot Connector's token", () => {
  it("proves its sender", async () => {
    expect(await verdictOn(await issuer.token())).toEqual({ verdict: "proved" });
  });

  it("may write its claim as the documentation does", async () => {
    const token = await issuer.token({ serviceurl: undefined, serviceUrl: SERVICE_URL });
    expect(await verdictOn(token)).toEqual({ verdict: "proved" });
  });

  it.each<[string, Claims]>([
    ["that began 4 minutes ahead of this clock", { nbf: NOW_SECONDS + 240 }],
    ["that ended 4 minutes ago", { exp: NOW_SECONDS - 240 }],
    ["without a time that it begins at", { nbf: undefined }],
  ])("is taken %s", async (_, claims) => {
    expect(await verdictOn(await issuer.token(claims))).toEqual({ verdict: "proved" });
  });

  it.each<[string, Claims]>([
    ["of another audience", { aud: "another-app" }],
    ["of several audiences", { aud: [APP_ID, "another-app"] }],
    ["without an audience", { aud: undefined }],
    ["of another issuer", { iss: "https://sts.windows.net/x/" }],
    ["that ended 6 minutes ago", { exp: NOW_SECONDS - 360 }],
    ["that never ends", { exp: undefined }],
    ["that begins in 6 minutes", { nbf: NOW_SECONDS + 360 }],
    ["of another service", { serviceurl: "https://elsewhere.example/" }],
    ["of no service", { serviceurl: undefined }],
  ])("is refused %s", async (_, claims) => {
    expect(await verdictOn(await issuer.token(claims))).toEqual({ verdict: "not-proved" });
  });

  it.each([
    ["another service", { ...ACTIVITY, serviceUrl: "https://elsewhere.example/" }],
    ["no service", { ...ACTIVITY, serviceUrl: undefined }],
    ["no channel", { ...ACTIVITY, channelId: undefined }],
    ["a service that is no text", { ...ACTIVITY, serviceUrl: [SERVICE_URL] }],
    ["another service in one of several", { activities: [ACTIVITY, { ...ACTIVITY, serviceUrl: "x" }] }],
    ["nothing", 7],
  ])("is refused with a body that names %s", async (_, activity) => {
    expect(await verdictOn(await issuer.token(), activity)).toEqual({ verdict: "not-proved" });
  });

  it("is refused for a channel that its key is not endorsed for, which is named", async () => {
    expect(await verdictOn(await issuer.token(), { ...ACTIVITY, channelId: "lcw" })).toEqual({
      verdict: "unendorsed",
      channel: "lcw",
    });
  });

  it("is refused by a source that names no app", async () => {
    const keys = createIssuerKeys(BOT_CONNECTOR_DOCUMENT, { fetchJson: issuer.fetchJson, timers });
    const incoming = sent("{}", { authorization: `Bearer ${await issuer.token()}` });
    const verdict = await botConnectorProof(keys, undefined)(incoming, { secrets: [], now: at(NOW) });
    expect(verdict).toEqual({ verdict: "not-proved" });
  });
});

describe("a forged token", () => {
  it("that says it is not signed is refused", async () => {
    const header = { alg: "none", kid: "k1" };
    for (const signature of ["", "x"])
      expect(await verdictOn(`${base64url(header)}.${base64url(claimsOf())}.${signature}`)).toEqual({
        verdict: "not-proved",
      });
  });

  it("that takes the public key for a shared secret is refused", async () => {
    const content = `${base64url({ alg: "HS256", kid: "k1" })}.${base64url(claimsOf())}`;
    const signature = createHmac("sha256", issuer.publicKeyText()).update(content).digest("base64url");
    expect(await verdictOn(`${content}.${signature}`)).toEqual({ verdict: "not-proved" });
  });

  it("that another key signed under the id of the right one is refused", async () => {
    const other = await newIssuer();
    expect(await verdictOn(await other.token({}, { kid: "k1" }))).toEqual({ verdict: "not-proved" });
  });

  it("that brings its own key is refused", async () => {
    const token = await issuer.token({}, { kid: "k2", jwk: { kty: "RSA", n: "AQAB", e: "AQAB" } });
    expect(await verdictOn(token)).toEqual({ verdict: "not-proved" });
  });

  it("that names no key is refused", async () => {
    expect(await verdictOn(await issuer.token({}, { kid: undefined }))).toEqual({ verdict: "not-proved" });
  });

  it("with other claims under a right signature is refused", async () => {
    const [header, , signature] = (await issuer.token()).split(".");
    const token = `${header}.${base64url(claimsOf({ exp: NOW_SECONDS + 9_999 }))}.${signature}`;
    expect(await verdictOn(token)).toEqual({ verdict: "not-proved" });
  });

  it("with a critical extension that nobody knows is refused", async () => {
    const { token } = issuer;
    const marked = await token({}, { crit: ["b64"], b64: true });
    const [, payload, signature] = marked.split(".");
    const header = base64url({ alg: "RS256", kid: "k1", crit: ["unknown"], unknown: 1 });
    expect(await verdictOn(`${header}.${payload}.${signature}`)).toEqual({ verdict: "not-proved" });
  });

  it.each(["", "x", "a.b.c", "a.b", "....", "e30.e30.e30"])("that is none is refused: %j", async (token) => {
    expect(await verdictOn(token)).toEqual({ verdict: "not-proved" });
    expect(issuer.fetched()).toBe(0);
  });

  it("for another app, or of another issuer, has no keys fetched", async () => {
    const others = [await issuer.token({ aud: "x" }), await issuer.token({ iss: "x" })];
    for (const token of others) await verdictOn(token);
    expect(issuer.fetched()).toBe(0);
  });
});

describe("the keys", () => {
  it("are fetched once for many at the same time, and remembered", async () => {
    const token = await issuer.token();
    await Promise.all(Array.from({ length: 5 }, () => verdictOn(token)));
    await verdictOn(token);
    expect(issuer.fetched()).toBe(1);
  });

  it("are read again for a key that is new", async () => {
    await verdictOn(await issuer.token());
    await issuer.rotate("k2");
    await timers.pass(31_000);
    expect(await verdictOn(await issuer.token())).toEqual({ verdict: "proved" });
  });

  it("are not read again and again for ids that nobody has", async () => {
    await verdictOn(await issuer.token());
    for (const kid of ["x1", "x2", "x3"]) await verdictOn(await issuer.token({}, { kid }));
    expect(issuer.fetched()).toBe(1);
    await timers.pass(31_000);
    for (const kid of ["x1", "x2", "x3"]) await verdictOn(await issuer.token({}, { kid }));
    expect(issuer.fetched()).toBe(2);
  });

  it("that the issuer dropped are refused within the hour", async () => {
    const stale = await issuer.token();
    await verdictOn(stale);
    await issuer.rotate("k2");
    await timers.pass(HOUR_MS + 1);
    expect(await verdictOn(stale)).toEqual({ verdict: "not-proved" });
  });

  it("that the issuer dropped are refused as soon as a new one was seen", async () => {
    const stale = await issuer.token();
    await verdictOn(stale);
    await issuer.rotate("k2");
    await timers.pass(31_000);
    await verdictOn(await issuer.token());
    expect(await verdictOn(stale)).toEqual({ verdict: "not-proved" });
  });

  it("hold for a day while the issuer is out of reach, and no longer", async () => {
    const token = await issuer.token();
    await verdictOn(token);
    issuer.be("down");
    await timers.pass(23 * HOUR_MS);
    expect(await verdictOn(token)).toEqual({ verdict: "proved" });
    await timers.pass(2 * HOUR_MS);
    await expect(verdictOn(token)).rejects.toThrow(ProofUnavailable);
  });

  it("that cannot be had leave it open who sent it", async () => {
    issuer.be("down");
    await expect(verdictOn(await issuer.token())).rejects.toThrow(ProofUnavailable);
    issuer.be("up");
    await timers.pass(5_000);
    expect(await verdictOn(await issuer.token())).toEqual({ verdict: "proved" });
  });

  it("that could not be had a moment ago are not asked for again and again", async () => {
    issuer.be("down");
    await expect(verdictOn(await issuer.token())).rejects.toThrow(ProofUnavailable);
    issuer.be("up");
    await expect(verdictOn(await issuer.token())).rejects.toThrow("a moment ago");
    expect(issuer.fetched()).toBe(0);
  });
});
