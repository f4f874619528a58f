import * as z from "zod";
import type { EndpointId, TenantId } from "../../domain/ids.ts";
import type { Instant } from "../../domain/period.ts";
import type { StoredEndpoint } from "../rows/endpoint-row.ts";
import { type SecretBox, SecretUnreadable } from "../secret-box.ts";
import { liveSecrets, type SigningSecret, signingSecrets } from "../signing-secrets.ts";
import type { Address, Target } from "./sending.ts";

/** What is secret about an endpoint: its address, and for a webhook the secrets that its deliveries are signed with. */
export type Sealed = { readonly address: Address; readonly secrets: readonly SigningSecret[] };

/** Seals what is secret about endpoints, each for its own row alone. */
export type AddressBox = {
  readonly seal: (tenant: TenantId, id: EndpointId, sealed: Sealed) => string;
  /** Undefined where `SECRETS_KEY` is another one than it was sealed with. */
  readonly open: (tenant: TenantId, endpoint: StoredEndpoint) => Sealed | undefined;
};

const schema = z.object({
  address: z.union([
    z.object({ kind: z.enum(["webhook", "teams", "slack"]), url: z.string() }),
    z.object({ kind: z.literal("email"), to: z.array(z.string()) }),
  ]),
  secrets: signingSecrets,
});

/** Sealed by this box, as JSON. */
export const createAddressBox = ({ seal, open }: SecretBox): AddressBox => ({
  seal: (tenant, id, sealed) => seal(JSON.stringify(sealed), contextOf(tenant, id)),
  open: (tenant, { endpointId, sealed }) => {
    try {
      return schema.parse(JSON.parse(open(sealed, contextOf(tenant, endpointId))));
    } catch (fault) {
      if (fault instanceof SecretUnreadable) return undefined;
      throw fault;
    }
  },
});

/** Where it is sent to at `now`. */
export const targetOf = ({ address, secrets }: Sealed, now: Instant): Target => {
  switch (address.kind) {
    case "email":
      return address;
    case "teams":
    case "slack":
      return { kind: address.kind, url: address.url };
    case "webhook": {
      const [newest, ...others] = liveSecrets(secrets, now);
      if (newest === undefined) throw new Error("A webhook has no live secret.");
      return { kind: address.kind, url: address.url, secrets: [newest, ...others] };
    }
  }
};

const contextOf = (tenant: TenantId, id: EndpointId): string => JSON.stringify([tenant, id]);
