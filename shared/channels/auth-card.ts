import * as z from "zod";
import type { Activity } from "./activity.ts";

const CARD_TYPES = new Set(["application/vnd.microsoft.card.oauth", "application/vnd.microsoft.card.signin"]);
// Cards are small trees. Of a larger one the rest goes unread: a finding missed is better than a meter held up.
const VALUES_MAX = 10_000;
const PART = z.object({
  contentType: z.unknown().optional(),
  type: z.unknown().optional(),
  authentication: z.unknown().optional(),
});

/**
 * Whether the message carries a card that asks its reader to sign in: an OAuth or sign-in card, an Adaptive
 * Card with `authentication`, or any card action of type `signin`, however deep it stands.
 * Sources: Bot Framework "Activity schema", card formats; Adaptive Cards schema 1.4.
 */
export const hasAuthCard = ({ attachments, suggestedActions }: Activity): boolean => {
  // A list instead of recursion, so that no nesting can exhaust the stack.
  const unread: unknown[] = [attachments, suggestedActions];
  for (let count = 0; count < VALUES_MAX && unread.length > 0; count += 1) {
    const value = unread.pop();
    if (typeof value !== "object" || value === null) continue;
    if (!Array.isArray(value) && asksToSignIn(value)) return true;
    for (const part of Object.values(value)) {
      if (typeof part === "object" && part !== null && unread.length < VALUES_MAX) unread.push(part);
    }
  }
  return false;
};

const asksToSignIn = (value: object): boolean => {
  const { data } = PART.safeParse(value);
  if (data === undefined) return false;
  const { contentType, type, authentication } = data;
  if (typeof contentType === "string" && CARD_TYPES.has(contentType.toLowerCase())) return true;
  if (type === "AdaptiveCard") return typeof authentication === "object" && authentication !== null;
  return type === "signin";
};
