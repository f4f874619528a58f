import * as z from "zod";
import { EVENT_TYPES, type EventType } from "../../domain/event.ts";
import { type EndpointId, endpointId } from "../../domain/ids.ts";
import { type Instant, parseInstant, toIso } from "../../domain/period.ts";
import type { Cells, StoredRow } from "../ports.ts";
import { jsonCell, textOf } from "./row-schema.ts";

/** An endpoint as it is stored. Its address is sealed: that of a chat's webhook is a secret in itself. */
export type StoredEndpoint = {
  readonly endpointId: EndpointId;
  readonly kind: "webhook" | "teams" | "slack" | "email";
  readonly sealed: string;
  /** The types that it wants; absent: all. */
  readonly events?: readonly EventType[];
  /** First failure since the last success. */
  readonly failingSince?: Instant;
  /** Last failure since then. */
  readonly failedAt?: Instant;
  readonly disabled?: Disabled;
};

/** From when on nothing is sent to an endpoint, and why: it answered 410, or failed for too long. */
export type Disabled = { readonly at: Instant; readonly reason: "gone" | "failing" };

/** Where an endpoint is kept in the tenant's partition of `Credentials`. */
export const endpointKey = (id: EndpointId | ""): string => `e|${id}`;

/** The cells of an endpoint. */
export const endpointToCells = ({
  kind,
  sealed,
  events,
  failingSince,
  failedAt,
  disabled,
}: StoredEndpoint): Cells => ({
  kind,
  sealed,
  ...(events && { events: JSON.stringify(events) }),
  ...(failingSince !== undefined && { failingSince: toIso(failingSince) }),
  ...(failedAt !== undefined && { failedAt: toIso(failedAt) }),
  ...(disabled && { disabledAt: toIso(disabled.at), disabledReason: disabled.reason }),
});

const schema = z.object({
  kind: z.enum(["webhook", "teams", "slack", "email"]),
  sealed: z.string(),
  events: jsonCell(z.array(z.enum(EVENT_TYPES))).exactOptional(),
  failingSince: textOf(parseInstant).exactOptional(),
  failedAt: textOf(parseInstant).exactOptional(),
  disabledAt: textOf(parseInstant).exactOptional(),
  disabledReason: z.enum(["gone", "failing"]).exactOptional(),
});

/** The endpoint that was read; throws where its cells are none. */
export const endpointFromStored = ({ rowKey, cells }: StoredRow): StoredEndpoint => {
  const { disabledAt, disabledReason, ...rest } = schema.parse(cells);
  const id = textOf(endpointId).parse(rowKey.slice(endpointKey("").length));
  const isDisabled = disabledAt !== undefined && disabledReason !== undefined;
  return {
    endpointId: id,
    ...rest,
    ...(isDisabled && { disabled: { at: disabledAt, reason: disabledReason } }),
  };
};
