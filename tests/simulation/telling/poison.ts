import type { TenantId } from "../../../shared/domain/ids.ts";
import type { Random } from "../random.ts";
import type { MessagePut } from "./message.ts";

/** Draws a message that can never succeed: no JSON, another shape, or of a tenant that nobody knows. */
export const drawPoison = (random: Random, tenant: TenantId, number: number): MessagePut => {
  const good = { tenant, period: "2026-10", cause: "counted" };
  const pointer = {
    tenant,
    endpoint: "steady",
    event: "none",
    due: "now",
    booked: "2026-10-30T00:00:00.000Z",
  };
  const check = (text: string, poison = "malformed"): MessagePut => ({
    ...{ queue: "shortfall-checks", text, poison },
  });
  return random.pick<MessagePut>([
    check(`{ "tenant": ${number}`),
    check("null"),
    check(JSON.stringify(`text ${number}`)),
    check(JSON.stringify({ ...good, period: "2026-13" })),
    check(JSON.stringify({ ...good, period: number })),
    check(JSON.stringify({ ...good, tenant: `nobody-${number}` }), "no-such-tenant"),
    { queue: "notifications", text: JSON.stringify({ ...pointer, number }), poison: "malformed" },
    { queue: "notifications", text: JSON.stringify(good), poison: "malformed" },
  ]);
};
