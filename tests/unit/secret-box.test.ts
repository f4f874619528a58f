import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSecretBox, SecretUnreadable } from "../../shared/application/secret-box.ts";

const key = Buffer.alloc(32, 7);
const box = createSecretBox(key);
const context = JSON.stringify(["acme", "ops"]);
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

describe("a secret box", () => {
  it("opens what it sealed, whatever the text and its context", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (text, place) => {
        expect(box.open(box.seal(text, place), place)).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  it("opens what another box of the same key sealed", () => {
    expect(createSecretBox(Buffer.alloc(32, 7)).open(box.seal(secret, context), context)).toBe(secret);
  });

  it("opens a text that was sealed by its first version", () => {
    const sealed = "v1.AAECAwQFBgcICQoLsKjRQhrzFUhEMR1zaZVggHmhmhV-e7w9";
    expect(box.open(sealed, "a place")).toBe("a secret");
  });

  it("seals to one line that does not show the text, another each time", () => {
    const sealed = Array.from({ length: 100 }, () => box.seal(secret, context));
    expect(new Set(sealed).size).toBe(100);
    for (const text of sealed) expect(text).toMatch(/^v1\.[A-Za-z0-9_-]+$/);
    expect(Buffer.from(sealed[0]?.slice(3) ?? "", "base64url").toString("latin1")).not.toContain("whsec");
  });

  it("does not open with another key", () => {
    const sealed = createSecretBox(randomBytes(32)).seal(secret, context);
    expect(() => box.open(sealed, context)).toThrow(SecretUnreadable);
  });

  it.each([JSON.stringify(["other", "ops"]), JSON.stringify(["acme", "ops2"]), ""])(
    "does not open in another place: %s",
    (place) => {
      expect(() => box.open(box.seal(secret, context), place)).toThrow(SecretUnreadable);
    },
  );

  it("does not open once any bit was changed", () => {
    const bytes = Buffer.from(box.seal(secret, context).slice(3), "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => box.open(`v1.${changed.toString("base64url")}`, context)).toThrow(SecretUnreadable);
    }
  });

  it("does not open once it was cut short, at any length", () => {
    // Of an empty text only the tag is left to cut, down to where few bytes of it would be guessed.
    for (const sealed of [box.seal(secret, context), box.seal("", context)])
      for (let length = 0; length < sealed.length; length++) {
        expect(() => box.open(sealed.slice(0, length), context)).toThrow(SecretUnreadable);
      }
  });

  it.each(["", "v1.", "v2.AAAA", secret, "v1.!!!", "v1.AA AA"])("does not open %j", (sealed) => {
    expect(() => box.open(sealed, context)).toThrow(SecretUnreadable);
  });

  it("shows neither the secret nor its place in the error", () => {
    const sealed = createSecretBox(randomBytes(32)).seal(secret, context);
    let message = "";
    try {
      box.open(sealed, context);
    } catch (thrown) {
      message = String(thrown);
    }
    expect(message).toMatch(/^SecretUnreadable: /);
    expect(message).not.toMatch(/whsec|acme|ops|v1\./);
  });

  it.each([0, 16, 31, 33])("takes no key of %i bytes", (length) => {
    expect(() => createSecretBox(Buffer.alloc(length))).toThrow("32 bytes");
  });
});
