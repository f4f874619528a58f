import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** Keeps secrets that must be read again, such as those that sign webhooks. */
export type SecretBox = {
  /**
   * The secret as it may be stored: `v1.<base64url>` of the IV, the tag and the ciphertext; another text each time.
   * `context` says whose the secret is, in a form that spells no two alike (JSON of the ids): it must be the
   * same to open it, so a sealed text copied to another tenant's row opens nothing.
   */
  readonly seal: (text: string, context: string) => string;
  /** The secret that was sealed. Throws `SecretUnreadable`. */
  readonly open: (sealed: string, context: string) => string;
};

/** A sealed secret that this key and context do not open, or that was changed since. */
export class SecretUnreadable extends Error {
  override readonly name = "SecretUnreadable";
}

const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
// What GCM is made for; a random one repeats with a chance below 2^-32 within 2^32 seals.
const IV_BYTES = 12;
const TAG_BYTES = 16;
const SEALED = /^v1\.([A-Za-z0-9_-]+)$/;

/** Seals by AES-256-GCM with the key, of 32 bytes; throws where it has not as many. */
export const createSecretBox = (key: Uint8Array): SecretBox => {
  if (key.length !== KEY_BYTES) throw new Error(`The key of secrets must have ${KEY_BYTES} bytes.`);
  return {
    seal: (text, context) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES }).setAAD(
        Buffer.from(context),
      );
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return `v1.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url")}`;
    },
    open: (sealed, context) => {
      const [, encoded = ""] = SEALED.exec(sealed) ?? [];
      try {
        return opened(key, Buffer.from(encoded, "base64url"), context);
      } catch (cause) {
        throw new SecretUnreadable("A stored secret cannot be read with this key, in this place.", { cause });
      }
    },
  };
};

const opened = (key: Uint8Array, bytes: Buffer, context: string): string => {
  const iv = bytes.subarray(0, IV_BYTES);
  const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  // With its length said, a tag cut short is refused instead of being compared as far as it goes.
  const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(context))
    .setAuthTag(tag);
  const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  return text.toString("utf8");
};
