import * as z from "zod";
import type { EventBody } from "../../domain/event.ts";
import { toIso } from "../../domain/period.ts";
import { type EventRef, parseRef, refText } from "../event-ref.ts";
import type { Cells, StoredRow } from "../ports.ts";
import { contentCell } from "./event-content.ts";
import { textOf } from "./row-schema.ts";

/** An event as it is kept: what is told, under the id that receivers know it by. Never changed. */
export type StoredEvent = { readonly ref: EventRef; readonly body: EventBody };

/** Where an event is kept in the tenant's partition of `Notifications`, in the order of time. */
export const eventKey = (ref: EventRef): string => `e|${refText(ref)}`;

/** The cells of an event. */
export const eventToCells = ({ timestamp: _, ...content }: EventBody): Cells => ({
  content: JSON.stringify(content),
});

const schema = z.object({ content: contentCell });
const refOf = textOf(parseRef);

/** The event that was read; throws where its cells are none. */
export const eventFromStored = ({ rowKey, cells }: StoredRow): StoredEvent => {
  const ref = refOf.parse(rowKey.slice("e|".length));
  return { ref, body: { ...schema.parse(cells).content, timestamp: toIso(ref.at) } };
};
