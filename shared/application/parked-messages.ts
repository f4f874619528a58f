import { createHash } from "node:crypto";
import * as z from "zod";
import { type Instant, parseInstant, toIso } from "../domain/period.ts";
import type { Ports } from "./ports.ts";
import { queryAll } from "./rows/query-all.ts";
import { textOf } from "./rows/row-schema.ts";
import { ensureRow } from "./rows/single-row.ts";

/** A message of a queue that can never succeed. Of what it held only the size and a hash are kept: it can be anything. */
export type ParkedMessage = {
  readonly queue: string;
  readonly reason: string;
  readonly parkedAt: Instant;
  readonly bytes: number;
  /** SHA-256, base64url, of its text. */
  readonly hash: string;
};

/** Messages that were taken out of their queue, so that they are neither tried for ever nor lost unseen. */
export type ParkedMessages = {
  /** The same message twice is one. */
  readonly park: (queue: string, text: string, reason: string) => Promise<void>;
  /** All of them, the oldest first. */
  readonly list: () => Promise<readonly ParkedMessage[]>;
};

// No tenant can have this id.
const PARTITION = "queue|parked";

const schema = z.object({
  queue: z.string(),
  reason: z.string(),
  parkedAt: textOf(parseInstant),
  bytes: z.int(),
  hash: z.string(),
});

export const createParkedMessages = (ports: Ports): ParkedMessages => ({
  park: async (queue, text, reason) => {
    const hash = createHash("sha256").update(text).digest("base64url");
    const parkedAt = toIso(await ports.clock.now());
    const cells = { queue, reason, parkedAt, bytes: Buffer.byteLength(text), hash };
    await ensureRow(
      ports,
      { table: "Notifications", partition: PARTITION, rowKey: `${queue}|${hash}` },
      cells,
    );
  },
  list: async () => {
    const rows = await queryAll(ports.store, "Notifications", PARTITION, "");
    return rows.map(({ cells }) => schema.parse(cells)).sort((one, other) => one.parkedAt - other.parkedAt);
  },
});
