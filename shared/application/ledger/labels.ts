import type { TenantId } from "../../domain/ids.ts";
import { labelOf, withNames } from "../../domain/names.ts";
import { backOff } from "../back-off.ts";
import type { Heads, VersionedHead } from "../heads.ts";
import { createInTurn } from "../in-turn.ts";
import { type Randomness, StoreUnavailable, type Timers } from "../ports.ts";

/** The names that a session's figures are kept under. */
export type Labels = { readonly bot: string; readonly channel: string };

/** Makes the names of one tenant's bots and channels into labels. */
export type Labeller = {
  /**
   * The labels, where the head as last seen has the names or no room for them. The lists only grow, so
   * an old head is never wrong about that.
   */
  readonly atOnce: (bot: string, channel: string) => Labels | undefined;
  /** The labels, after the lists had the chance to take the names. Tries until `isOver`, then `StoreUnavailable`. */
  readonly register: (bot: string, channel: string, isOver: () => boolean) => Promise<Labels>;
};

/** The labeller of one tenant, which must exist. */
export const createLabeller = (
  ports: { readonly heads: Heads; readonly timers: Timers; readonly randomness: Randomness },
  tenant: TenantId,
): Labeller => {
  const { heads } = ports;
  const registerNow = async (bot: string, channel: string, isOver: () => boolean): Promise<Labels> => {
    for (let attempt = 0; !isOver(); attempt++) {
      await backOff(ports, attempt);
      try {
        const found = await heads.get(tenant);
        if (found === undefined) throw new Error("The tenant has no head.");
        const labels = labelsOf(found, bot, channel);
        if (labels) return labels;
        const names = withNames(found.head.names, bot, channel);
        // Whatever comes of it, the head as last seen is then the new one or forgotten: look again.
        await heads.change(tenant, found, { ...found.head, names });
      } catch (cause) {
        if (!(cause instanceof StoreUnavailable)) throw cause;
      }
    }
    throw new StoreUnavailable("The names were not stored within the deadline.");
  };

  // One at a time, or many new names arriving together would spoil one another's ETag.
  const inTurn = createInTurn<TenantId>();
  return {
    atOnce: (bot, channel) => {
      const seen = heads.seen(tenant);
      return seen && labelsOf(seen, bot, channel);
    },
    register: (bot, channel, isOver) => inTurn(tenant, () => registerNow(bot, channel, isOver)),
  };
};

const labelsOf = ({ head: { names } }: VersionedHead, bot: string, channel: string): Labels | undefined =>
  withNames(names, bot, channel) === names
    ? { bot: labelOf(names.bots, bot), channel: labelOf(names.channels, channel) }
    : undefined;
