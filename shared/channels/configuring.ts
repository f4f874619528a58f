import type * as z from "zod";
import type { Adapter, Configured, Settings } from "../application/adapter.ts";
import { inputFaultsOf } from "../application/input-faults.ts";
import { ok, refused } from "../domain/result.ts";

/** Takes settings of the schema's shape, and makes of them what the adapter is then; none given means all defaults. */
export const configuring =
  <Taken extends Settings>(
    schema: z.ZodType<Taken>,
    configuredBy: (settings: Taken) => Omit<Configured, "settings">,
  ): Adapter["configure"] =>
  (input) => {
    const parsed = schema.safeParse(input === undefined ? {} : input);
    return parsed.success
      ? ok({ settings: parsed.data, ...configuredBy(parsed.data) })
      : refused(inputFaultsOf(parsed.error));
  };
