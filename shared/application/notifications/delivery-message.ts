import * as z from "zod";
import { endpointId, tenantId } from "../../domain/ids.ts";
import { parseInstant, toIso } from "../../domain/period.ts";
import { parseRef, refText } from "../event-ref.ts";
import { textOf } from "../rows/row-schema.ts";
import type { Pointer } from "./pointers.ts";

/**
 * What queue `notifications` carries: the pointer of a delivery that may be due. No field is named like the
 * metadata of a queue message, which the host would overwrite.
 */
export const deliveryMessage = z
  .strictObject({
    tenant: textOf(tenantId),
    endpoint: textOf(endpointId),
    event: textOf(parseRef),
    due: textOf(parseInstant),
    booked: textOf(parseInstant),
  })
  .transform(({ due, booked, ...rest }): Pointer => ({ ...rest, dueAt: due, bookedAt: booked }));

/** The message that asks for what the pointer says. */
export const toDeliveryMessage = ({ tenant, endpoint, event, dueAt, bookedAt }: Pointer): string =>
  JSON.stringify({ tenant, endpoint, event: refText(event), due: toIso(dueAt), booked: toIso(bookedAt) });
