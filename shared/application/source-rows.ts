import type { SourceId, TenantId } from "../domain/ids.ts";
import type { Transacted, WritePorts } from "./ports.ts";
import { putOp } from "./rows/single-row.ts";
import { type StoredSource, sourceFromStored, sourceKey, sourceToCells } from "./rows/source-row.ts";
import { type SecretBox, SecretUnreadable } from "./secret-box.ts";
import { type SigningSecret, signingSecrets } from "./signing-secrets.ts";

/** A source with its secrets, and the ETag that a change of it must match. */
export type OpenedSource = Omit<StoredSource, "sealed"> & {
  readonly secrets: readonly SigningSecret[];
  readonly etag?: string;
};

type Ports = WritePorts & { readonly secretBox: SecretBox };

/** The source as it is; undefined where there is none. Under another `SECRETS_KEY` it is one that has no secrets. */
export const readSource = async (
  { store, secretBox }: Ports,
  tenant: TenantId,
  id: SourceId,
): Promise<OpenedSource | undefined> => {
  const row = await store.get("Credentials", tenant, sourceKey(id));
  if (row === undefined) return undefined;
  const { sealed, ...source } = sourceFromStored(row);
  return { ...source, secrets: secretsOf(secretBox, sealed, contextOf(tenant, id)), etag: row.etag };
};

const secretsOf = ({ open }: SecretBox, sealed: string, context: string): readonly SigningSecret[] => {
  try {
    return signingSecrets.parse(JSON.parse(open(sealed, context)));
  } catch (fault) {
    if (fault instanceof SecretUnreadable) return [];
    throw fault;
  }
};

/** Writes a source, new or If-Match. */
export const writeSource = (
  { store, secretBox }: Ports,
  tenant: TenantId,
  { etag, secrets, ...source }: OpenedSource,
): Promise<Transacted> => {
  const sealed = secretBox.seal(JSON.stringify(secrets), contextOf(tenant, source.sourceId));
  const op = putOp(sourceKey(source.sourceId), sourceToCells({ ...source, sealed }), etag);
  return store.transact("Credentials", tenant, [op]);
};

// Longer by one than that of endpoints, so that what is sealed for one of these opens nothing as the other.
const contextOf = (tenant: TenantId, id: SourceId): string => JSON.stringify(["source", tenant, id]);
