import { createHash, createHmac } from "node:crypto";

/** A request to a source, as its vendor sends it. */
export type Signed = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Beside the path, with its question mark. */
  readonly query?: string;
};

/** How a source of this kind is proved in tests, by its secret; `settings` as the source has them. */
type Sign = (of: { readonly secret: string; readonly now: string; readonly body: unknown }) => Signed;

const JSON_TYPE = { "content-type": "application/json" };
const hmac = (algorithm: string, key: string | Buffer, text: string, encoding: "base64" | "hex"): string =>
  createHmac(algorithm, key).update(text).digest(encoding);

const standardWebhooks: Sign = ({ secret, now, body: json }) => {
  const [id, seconds, body] = ["msg_1", String(Math.floor(Date.parse(now) / 1000)), JSON.stringify(json)];
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const signature = `v1,${hmac("sha256", key, `${id}.${seconds}.${body}`, "base64")}`;
  const headers = { "webhook-id": id, "webhook-timestamp": seconds, "webhook-signature": signature };
  return { headers: { ...JSON_TYPE, ...headers }, body };
};

/** The address that the samples' source of kind twilio is told. */
const TWILIO_URL = "https://meter.example.test/api/v1/tenants/t/sources/twilio";
const isFields = (json: unknown): json is Record<string, string> =>
  typeof json === "object" && json !== null && "EventType" in json;

const twilioForm = (secret: string, fields: Readonly<Record<string, string>>): Signed => {
  const names = Object.keys(fields).sort();
  const text = `${TWILIO_URL}${names.map((name) => `${name}${fields[name]}`).join("")}`;
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "x-twilio-signature": hmac("sha1", secret, text, "base64"),
  };
  return { headers, body: new URLSearchParams(fields).toString() };
};

const twilioJson = (secret: string, json: unknown): Signed => {
  const body = JSON.stringify(json);
  const query = `?bodySHA256=${createHash("sha256").update(body).digest("hex")}`;
  const signature = hmac("sha1", secret, `${TWILIO_URL}${query}`, "base64");
  return { headers: { ...JSON_TYPE, "x-twilio-signature": signature }, body, query };
};

/** The kinds whose secret is the vendor's, with one that the vendor could have shown. */
export const VENDOR_SECRETS: Readonly<Record<string, string>> = {
  slack: "8f742231b10e8888abcd99yyyzzz85a5",
  whatsapp: "test_app_secret",
  twilio: "12345",
};

/** Signs as each kind of source does. */
export const SIGN: Readonly<Record<string, Sign>> = {
  "bot-framework": standardWebhooks,
  cloudevents: standardWebhooks,
  "event-grid": ({ secret, body }) => ({
    headers: { "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify(body),
    query: `?code=${secret}`,
  }),
  slack: ({ secret, now, body: json }) => {
    const [seconds, body] = [String(Math.floor(Date.parse(now) / 1000)), JSON.stringify(json)];
    const signature = `v0=${hmac("sha256", secret, `v0:${seconds}:${body}`, "hex")}`;
    const headers = { "x-slack-request-timestamp": seconds, "x-slack-signature": signature };
    return { headers: { ...JSON_TYPE, ...headers }, body };
  },
  whatsapp: ({ secret, body: json }) => {
    const body = JSON.stringify(json);
    const signature = `sha256=${hmac("sha256", secret, body, "hex")}`;
    return { headers: { ...JSON_TYPE, "x-hub-signature-256": signature }, body };
  },
  twilio: ({ secret, body: json }) => (isFields(json) ? twilioForm(secret, json) : twilioJson(secret, json)),
  dataverse: ({ secret, body }) => ({
    headers: { ...JSON_TYPE, "x-botmeter-key": secret },
    body: JSON.stringify(body),
  }),
};
