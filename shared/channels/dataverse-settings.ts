import * as z from "zod";
import { COMMON_SETTINGS } from "./common-settings.ts";

const USERS_MAX = 100;

/** The settings of a source of kind `dataverse`. */
export const DATAVERSE_SETTINGS = z.strictObject({
  /** The system users that are bots. */
  botUsers: z
    .array(z.guid().transform((id) => id.toLowerCase()))
    .max(USERS_MAX)
    .transform((ids): readonly string[] => [...new Set(ids)])
    .exactOptional(),
  /** The header that the webhook's registration puts the secret in. */
  secretHeader: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/, "must be the name of a header")
    .default("x-botmeter-key"),
  ...COMMON_SETTINGS,
});
export type DataverseSettings = z.output<typeof DATAVERSE_SETTINGS>;
