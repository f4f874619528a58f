import * as z from "zod";
import { type SourceId, sourceId } from "../../domain/ids.ts";
import type { Settings } from "../adapter.ts";
import type { Cells, StoredRow } from "../ports.ts";
import { jsonCell, textOf } from "./row-schema.ts";

/** A source as it is stored. */
export type StoredSource = {
  readonly sourceId: SourceId;
  readonly kind: string;
  readonly settings: Settings;
  /** Its secrets, which only the box of secrets opens. */
  readonly sealed: string;
  /** Nothing that it sends is taken, as if it were not there; its settings and secrets are kept. */
  readonly isDisabled: boolean;
};

/** Where a source is kept in the tenant's partition of `Credentials`. */
export const sourceKey = (id: SourceId | ""): string => `s|${id}`;

/** The cells of a source. */
export const sourceToCells = ({ kind, settings, sealed, isDisabled }: StoredSource): Cells => ({
  kind,
  settings: JSON.stringify(settings),
  sealed,
  isDisabled,
});

const schema = z.object({
  kind: z.string(),
  settings: jsonCell(z.record(z.string(), z.unknown())),
  sealed: z.string(),
  isDisabled: z.boolean(),
});

/** The source that was read; throws where its cells are none. */
export const sourceFromStored = ({ rowKey, cells }: StoredRow): StoredSource => ({
  sourceId: textOf(sourceId).parse(rowKey.slice(sourceKey("").length)),
  ...schema.parse(cells),
});
