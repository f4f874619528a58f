import { canonicalJson } from "../../domain/canonical-json.ts";
import type { EventType } from "../../domain/event.ts";
import type { EndpointId, TenantId } from "../../domain/ids.ts";
import type { Put } from "../../domain/put.ts";
import { ok, type Result, refused } from "../../domain/result.ts";
import type { InputFault } from "../adapter.ts";
import type { WritePorts } from "../ports.ts";
import type { Try } from "../rows/settle.ts";
import { putOp } from "../rows/single-row.ts";
import type { SigningSecret } from "../signing-secrets.ts";
import { ENDPOINTS_KEY, listEndpointRows, readEndpoint, writeEndpoint } from "./endpoint-rows.ts";
import type { AddressBox } from "./sealed-address.ts";
import type { Address } from "./sending.ts";

/** An endpoint as it is put; without `events` it wants all of them. */
export type EndpointInput = { readonly address: Address; readonly events?: readonly EventType[] };

export type EndpointRefusal =
  | { readonly code: "endpoint-kind-differs"; readonly kind: string }
  | { readonly code: "too-many-endpoints"; readonly max: number }
  | { readonly code: "invalid-request"; readonly faults: readonly InputFault[] };

/** `secret` where the endpoint is a webhook that was not there: it is never shown again. */
export type EndpointPut = Result<{ readonly put: Put; readonly secret?: string }, EndpointRefusal>;

// With their event, the deliveries to all of them must fit into one transaction.
const ENDPOINTS_MAX = 50;

/** One try to put an endpoint, whose first secret is `fresh` where it is a new webhook. */
export const tryPutEndpoint = async (
  ports: WritePorts & { readonly box: AddressBox },
  {
    tenant,
    id,
    fresh,
  }: { readonly tenant: TenantId; readonly id: EndpointId; readonly fresh: SigningSecret },
  { address, events }: EndpointInput,
): Promise<Try<EndpointPut>> => {
  const { kind } = address;
  const found = await readEndpoint(ports, tenant, id);
  if (found && found.endpoint.kind !== kind)
    return { settled: refused({ code: "endpoint-kind-differs", kind: found.endpoint.kind }) };
  // Read before they are listed: one that is put meanwhile makes this try fail.
  const all = found ? undefined : await ports.store.get("Credentials", tenant, ENDPOINTS_KEY);
  if (!found && (await listEndpointRows(ports, tenant)).length >= ENDPOINTS_MAX)
    return { settled: refused({ code: "too-many-endpoints", max: ENDPOINTS_MAX }) };
  const before = found && ports.box.open(tenant, found.endpoint);
  const secrets = before?.secrets ?? (kind === "webhook" ? [fresh] : []);
  // Also where an earlier try was committed and its answer lost: nobody has seen the secret yet.
  const shown = secrets[0]?.secret === fresh.secret ? { secret: fresh.secret } : {};
  const isSame =
    found?.endpoint.disabled === undefined &&
    canonicalJson([before?.address, found?.endpoint.events]) === canonicalJson([address, events]);
  if (isSame) return { settled: ok({ put: "secret" in shown ? "created" : "same", ...shown }) };
  const sealed = ports.box.seal(tenant, id, { address, secrets });
  const endpoint = { endpointId: id, kind, sealed, ...(events && { events }) };
  const others = found ? [] : [putOp(ENDPOINTS_KEY, { last: id }, all?.etag)];
  const outcome = await writeEndpoint(ports, tenant, endpoint, found?.etag, others);
  return { outcome, value: ok({ put: found ? "changed" : "created", ...shown }) };
};
