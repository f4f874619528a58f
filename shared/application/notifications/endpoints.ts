import type { EndpointId, TenantId } from "../../domain/ids.ts";
import { ok, type Result, refused } from "../../domain/result.ts";
import type { Heads } from "../heads.ts";
import type { Ports } from "../ports.ts";
import { endpointKey, type StoredEndpoint } from "../rows/endpoint-row.ts";
import { untilSettled } from "../rows/settle.ts";
import { removeRow } from "../rows/single-row.ts";
import type { SecretBox } from "../secret-box.ts";
import { newSecret, rotated } from "../signing-secrets.ts";
import { changeEndpoint, listEndpointRows, readEndpoint } from "./endpoint-rows.ts";
import { type EndpointInput, type EndpointPut, tryPutEndpoint } from "./put-endpoint.ts";
import { createAddressBox, targetOf } from "./sealed-address.ts";
import type { Sending, Target } from "./sending.ts";

/** An endpoint without what is secret about it. */
export type Endpoint = Omit<StoredEndpoint, "sealed">;

/** A tenant's endpoints. Undefined: no such tenant or endpoint. */
export type Endpoints = {
  /** Its kind stays. One that was disabled is enabled again. */
  readonly put: (tenant: TenantId, id: EndpointId, input: EndpointInput) => Promise<EndpointPut | undefined>;
  readonly list: (tenant: TenantId) => Promise<readonly Endpoint[] | undefined>;
  readonly get: (tenant: TenantId, id: EndpointId) => Promise<Endpoint | undefined>;
  /** Where it sends to at this moment, with the secrets that are live; `unreadable`: `SECRETS_KEY` was changed. */
  readonly targetOf: (tenant: TenantId, id: EndpointId) => Promise<Target | "unreadable" | undefined>;
  /** Whether there was one. What is on its way to it is parked once it is due. */
  readonly remove: (tenant: TenantId, id: EndpointId) => Promise<boolean>;
  /** A new secret; the one before lives on for a day. `no-secret`: it is no webhook, or cannot be read any more. */
  readonly rotateSecret: (
    tenant: TenantId,
    id: EndpointId,
  ) => Promise<Result<string, { readonly code: "no-secret" }> | undefined>;
  /** Changes what is kept of its health, and gives it as it is then; `to` gives back what it got to change nothing. */
  readonly change: (
    tenant: TenantId,
    id: EndpointId,
    to: (endpoint: StoredEndpoint) => StoredEndpoint,
  ) => Promise<Endpoint | undefined>;
};

type EndpointPorts = Ports & {
  readonly heads: Heads;
  readonly secretBox: SecretBox;
  readonly sending: Sending;
};

/** Endpoints, kept beside the credentials of their tenant. */
export const createEndpoints = (ports: EndpointPorts): Endpoints => {
  const { heads, clock, randomness, sending } = ports;
  const box = createAddressBox(ports.secretBox);
  return {
    put: async (tenant, id, input) => {
      if ((await heads.get(tenant)) === undefined) return undefined;
      const fault = sending.faultOf(input.address);
      if (fault) return refused({ code: "invalid-request", faults: [fault] });
      const of = { tenant, id, fresh: newSecret(randomness) };
      return await untilSettled(ports, () => tryPutEndpoint({ ...ports, box }, of, input));
    },
    list: async (tenant) => {
      if ((await heads.get(tenant)) === undefined) return undefined;
      return (await listEndpointRows(ports, tenant)).map(shownOf);
    },
    get: async (tenant, id) => {
      const found = await readEndpoint(ports, tenant, id);
      return found && shownOf(found.endpoint);
    },
    targetOf: async (tenant, id) => {
      const [found, now] = await Promise.all([readEndpoint(ports, tenant, id), clock.now()]);
      const sealed = found && box.open(tenant, found.endpoint);
      return sealed ? targetOf(sealed, now) : found && "unreadable";
    },
    remove: (tenant, id) =>
      removeRow(ports, { table: "Credentials", partition: tenant, rowKey: endpointKey(id) }),
    rotateSecret: async (tenant, id) => {
      const fresh = newSecret(randomness);
      const now = await clock.now();
      const changed = await changeEndpoint(ports, tenant, id, (endpoint) => {
        if (endpoint.kind !== "webhook") return endpoint;
        const opened = box.open(tenant, endpoint);
        if (opened === undefined || opened.secrets[0]?.secret === fresh.secret) return endpoint;
        const { address, secrets } = opened;
        const sealed = box.seal(tenant, id, { address, secrets: rotated(secrets, fresh, now) });
        return { ...endpoint, sealed };
      });
      if (changed === undefined) return undefined;
      const isSealed = box.open(tenant, changed)?.secrets[0]?.secret === fresh.secret;
      return isSealed ? ok(fresh.secret) : refused({ code: "no-secret" });
    },
    change: (tenant, id, to) => changeEndpoint(ports, tenant, id, to),
  };
};

const shownOf = ({ sealed: _, ...endpoint }: StoredEndpoint): Endpoint => endpoint;
