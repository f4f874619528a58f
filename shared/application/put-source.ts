import { canonicalJson } from "../domain/canonical-json.ts";
import type { SourceId, TenantId } from "../domain/ids.ts";
import type { Instant } from "../domain/period.ts";
import type { Put } from "../domain/put.ts";
import { ok, type Result, refused } from "../domain/result.ts";
import type { Adapters, InputFault, Settings } from "./adapter.ts";
import type { WritePorts } from "./ports.ts";
import type { Try } from "./rows/settle.ts";
import type { SecretBox } from "./secret-box.ts";
import { rotated, type SigningSecret } from "./signing-secrets.ts";
import { type OpenedSource, readSource, writeSource } from "./source-rows.ts";

/** A source as it is put. `secret`: what its vendor signs with. */
export type SourceInput = {
  readonly kind: string;
  readonly settings?: unknown;
  readonly secret?: string;
  readonly isDisabled: boolean;
};

export type SourceRefusal =
  | { readonly code: "invalid-request"; readonly faults: readonly InputFault[] }
  | { readonly code: "source-kind-differs"; readonly kind: string };

/** `secret` where one was made for a source that was not there: it is never shown again. */
export type SourcePut = Result<{ readonly put: Put; readonly secret?: string }, SourceRefusal>;

/** What is put, once its kind's adapter has checked it. `isVendors`: its secrets come from there. */
export type CheckedSource = Omit<SourceInput, "settings"> & {
  readonly settings: Settings;
  readonly isVendors: boolean;
};

// What a cell of a table holds.
const SETTINGS_LENGTH_MAX = 32_000;

/** The input as its kind takes it. A fault's path is that in the body of the request. */
export const checkSource = (adapters: Adapters, input: SourceInput): Result<CheckedSource, SourceRefusal> => {
  const adapter = adapters.get(input.kind);
  if (adapter === undefined) return fault("kind", `must be ${[...adapters.keys()].join(" or ")}`);
  const configured = adapter.configure(input.settings);
  if (!configured.ok) {
    const pathOf = (path: string): string => (path === "" ? "settings" : `settings.${path}`);
    const faults = configured.refusal.map(({ path, message }) => ({ path: pathOf(path), message }));
    return refused({ code: "invalid-request", faults });
  }
  if (JSON.stringify(configured.value.settings).length > SETTINGS_LENGTH_MAX)
    return fault("settings", `must be at most ${SETTINGS_LENGTH_MAX} characters as JSON`);
  const { isVendorSecret } = adapter;
  const { secret } = input;
  if (secret !== undefined && isVendorSecret === undefined)
    return fault("secret", "is made for this kind, and cannot be given");
  if (secret !== undefined && isVendorSecret?.(secret) === false)
    return fault("secret", "must be the secret that the vendor shows");
  return ok({
    ...input,
    settings: configured.value.settings,
    isVendors: isVendorSecret !== undefined,
  });
};

/** One try to put a source, whose first secret is `fresh` where it is new and its secrets are made here. */
export const tryPutSource = async (
  ports: WritePorts & { readonly secretBox: SecretBox },
  of: {
    readonly tenant: TenantId;
    readonly id: SourceId;
    readonly fresh: SigningSecret;
    readonly now: Instant;
  },
  wanted: CheckedSource,
): Promise<Try<SourcePut>> => {
  const { tenant, id, fresh } = of;
  const found = await readSource(ports, tenant, id);
  if (found && found.kind !== wanted.kind)
    return { settled: refused({ code: "source-kind-differs", kind: found.kind }) };
  const secrets = secretsOf(found, wanted, of);
  if (secrets === undefined) return { settled: fault("secret", "is needed: this kind's vendor shows it") };
  // Also where an earlier try was committed and its answer lost: nobody has seen the secret yet.
  const shown = secrets[0] === fresh || found?.secrets[0]?.secret === fresh.secret;
  const value = (put: Put): SourcePut => ok({ put, ...(shown && { secret: fresh.secret }) });
  const isSame =
    found?.secrets === secrets &&
    canonicalJson([found.settings, found.isDisabled]) === canonicalJson([wanted.settings, wanted.isDisabled]);
  if (isSame) return { settled: value(shown ? "created" : "same") };
  const { kind, settings, isDisabled } = wanted;
  const next = { ...found, sourceId: id, kind, settings, isDisabled, secrets };
  return { outcome: await writeSource(ports, tenant, next), value: value(found ? "changed" : "created") };
};

/** The secrets that it has then; those that were found where they stay; undefined where one is missing. */
const secretsOf = (
  found: OpenedSource | undefined,
  { isVendors, secret }: CheckedSource,
  { fresh, now }: { readonly fresh: SigningSecret; readonly now: Instant },
): readonly SigningSecret[] | undefined => {
  const known = found?.secrets.length ? found.secrets : undefined;
  if (!isVendors) return known ?? [fresh];
  if (secret === undefined || secret === known?.[0]?.secret) return known;
  return rotated(known ?? [], { secret }, now);
};

const fault = (path: string, message: string): Result<never, SourceRefusal> =>
  refused({ code: "invalid-request", faults: [{ path, message }] });
