import type { Brand } from "./brand.ts";

/** Where a conversation happens: `msteams`, `lcw`, `whatsapp`... */
export type Channel = Brand<string, "Channel">;

const CHANNEL = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** The channel that `text` spells, or undefined where it is none (1-32 of `a-z 0-9 -`). */
export const channel = (text: string): Channel | undefined =>
  CHANNEL.test(text) ? (text as Channel) : undefined;
