import type { InputFault } from "../application/adapter.ts";

/** An id as an activity gives it, not yet checked, and the dotted path at which it stood. */
export type FoundId = { readonly path: string; readonly id: unknown };

/** What stands at `path`, or undefined where that is nothing: serializers write no id as null or "" too. */
export const foundId = (path: string, id: unknown): FoundId | undefined =>
  id === undefined || id === null || id === "" ? undefined : { path, id };

/** The id where it is text that `isValid` accepts, else undefined. Numbers are no ids: JSON rounds them. */
export const textOfId = (
  found: FoundId | undefined,
  isValid: (text: string) => boolean,
): string | undefined => (typeof found?.id === "string" && isValid(found.id) ? found.id : undefined);

/** The fault of an id that is missing or malformed; `path` is where a missing one should have stood. */
export const faultOfId = (found: FoundId | undefined, path: string): InputFault =>
  found === undefined
    ? { path, message: "Missing." }
    : { path: found.path, message: "Not an id: empty, too long, or with control or broken characters." };
