import * as z from "zod";
import type { Connection } from "./storage/connect.ts";

/** The settings of the app. */
export type Config = {
  readonly storage: Connection;
  /** Opens everything; compared in constant time. */
  readonly adminKey: string;
  readonly conversationIdKey: Uint8Array;
  readonly secretsKey: Uint8Array;
  readonly retentionMonths: number;
  /** How long after its end a month stays open. */
  readonly graceHours: number;
  /** Where add-ons are bought: shown beside the advice to buy them. */
  readonly purchaseUrl: string;
  /** How e-mails are sent; absent: none are. */
  readonly mail?: { readonly smtpUrl: string; readonly from: string };
  /** Local stack only: whether notifications may go to this machine. */
  readonly allowLoopback: boolean;
  /** Local stack only: how far the clock is moved. */
  readonly clockOffsetMs: number;
};

/** The settings cannot be used; the message is one line that names every setting at fault. */
export class BadSettings extends Error {
  override readonly name = "BadSettings";
}

const PURCHASE_URL = "https://admin.microsoft.com/Adminportal/Home#/catalog";
const KEY_BYTES = 32;
const KEY_VAULT_REFERENCE = /^@Microsoft\.KeyVault\(/i;
const CANONICAL_BASE64 = /^[A-Za-z0-9+/]{43}=$/;

const setting = z
  .string("is missing")
  .min(1, "is empty")
  .refine((text) => !KEY_VAULT_REFERENCE.test(text), "is a Key Vault reference that was not resolved");
/** A setting that is a key: 32 bytes in base64. */
export const KEY_SETTING = setting.refine(
  (text) => CANONICAL_BASE64.test(text),
  `must be ${KEY_BYTES} bytes in base64`,
);
const keyBytes = KEY_SETTING.transform((text): Uint8Array => Buffer.from(text, "base64"));
const wholeNumber = (min: number, max: number, absent: number) =>
  z
    .string()
    .regex(/^-?\d{1,15}$/, "must be a whole number")
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`))
    .default(absent);

const schema = z.object({
  AzureWebJobsStorage: setting.optional(),
  AzureWebJobsStorage__tableServiceUri: setting.optional(),
  AzureWebJobsStorage__accountName: setting.optional(),
  AzureWebJobsStorage__clientId: setting.optional(),
  ADMIN_KEY: KEY_SETTING,
  CONVERSATION_ID_KEY: keyBytes,
  SECRETS_KEY: keyBytes,
  RETENTION_MONTHS: wholeNumber(2, 120, 13),
  CLOSE_GRACE_HOURS: wholeNumber(0, 24 * 28, 72),
  // The host reads it; where it is missing the timer would be disabled without a word.
  CLOSE_SCHEDULE: setting,
  SWEEP_SCHEDULE: setting,
  PURCHASE_URL: z.url({ protocol: /^https$/, error: "must be an https URL" }).default(PURCHASE_URL),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: "must be an smtp or smtps URL" }).optional(),
  MAIL_FROM: z.string().min(1, "is empty").optional(),
  OUTBOUND_ALLOW_LOOPBACK: z.enum(["0", "1"], "must be 0 or 1").default("0"),
  CLOCK_OFFSET_MS: wholeNumber(-1e14, 1e14, 0),
});

/** The settings that the environment holds; throws `BadSettings`, naming all faults at once and no value. */
export const readConfig = (environment: Readonly<Record<string, string | undefined>>): Config => {
  const parsed = schema.safeParse(environment);
  const storage = storageOf(environment);
  const faults = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`);
  if (storage === undefined) faults.push("AzureWebJobsStorage is missing");
  faults.push(...faultsOfUse(environment));
  if (!parsed.success || storage === undefined || faults.length > 0)
    throw new BadSettings(`Bad settings: ${faults.join("; ")}.`);
  const { data } = parsed;
  return {
    storage,
    adminKey: data.ADMIN_KEY,
    conversationIdKey: data.CONVERSATION_ID_KEY,
    secretsKey: data.SECRETS_KEY,
    retentionMonths: data.RETENTION_MONTHS,
    graceHours: data.CLOSE_GRACE_HOURS,
    purchaseUrl: data.PURCHASE_URL,
    ...(data.SMTP_URL && data.MAIL_FROM && { mail: { smtpUrl: data.SMTP_URL, from: data.MAIL_FROM } }),
    allowLoopback: data.OUTBOUND_ALLOW_LOOPBACK === "1",
    clockOffsetMs: data.CLOCK_OFFSET_MS,
  };
};

/** What is wrong with settings that are each well-formed. */
const faultsOfUse = (environment: Readonly<Record<string, string | undefined>>): readonly string[] => {
  const isDevelopment = environment["AZURE_FUNCTIONS_ENVIRONMENT"] === "Development";
  const { SMTP_URL: server, MAIL_FROM: from } = environment;
  return [
    // A clock that is moved would close months early and refuse what is on time.
    [
      !isDevelopment && environment["CLOCK_OFFSET_MS"],
      "CLOCK_OFFSET_MS moves the clock and is for development only",
    ],
    [
      !isDevelopment && environment["OUTBOUND_ALLOW_LOOPBACK"] === "1",
      "OUTBOUND_ALLOW_LOOPBACK opens this machine to tenants and is for development only",
    ],
    [server && !from, "MAIL_FROM is missing, beside SMTP_URL"],
    [from && !server, "SMTP_URL is missing, beside MAIL_FROM"],
  ].flatMap(([isAtFault, fault]) => (isAtFault ? [String(fault)] : []));
};

const storageOf = (environment: Readonly<Record<string, string | undefined>>): Connection | undefined => {
  const connectionString = environment["AzureWebJobsStorage"];
  if (connectionString) return { connectionString };
  const accountName = environment["AzureWebJobsStorage__accountName"];
  const tableServiceUri =
    environment["AzureWebJobsStorage__tableServiceUri"] ??
    (accountName ? `https://${accountName}.table.core.windows.net` : undefined);
  if (!tableServiceUri) return undefined;
  const clientId = environment["AzureWebJobsStorage__clientId"];
  return { tableServiceUri, ...(clientId ? { clientId } : {}) };
};
