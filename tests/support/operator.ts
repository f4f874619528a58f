import { Webhook } from "standardwebhooks";
import { vi } from "vitest";
import * as z from "zod";
import type { Send } from "../../shared/application/notifications/sending.ts";
import { createSending } from "../../shared/notify/sending.ts";
import { type Hosted, hosted } from "./hosted.ts";
import {
  ADMIN_KEY,
  givenTenant,
  invocationsOf,
  memoryApp,
  NOW,
  nativeInvocation,
  newWorld,
} from "./memory-app.ts";
import type { ReceivedRequest } from "./receivers.ts";

const delivery = z.object({
  id: z.string(),
  at: z.string(),
  state: z.enum(["pending", "delivered", "parked"]),
  attempts: z.int(),
  nextAttemptAt: z.string().optional(),
  reason: z.string().optional(),
  log: z.array(
    z.object({
      at: z.string(),
      latencyMs: z.int(),
      status: z.int().optional(),
      reason: z.string().optional(),
    }),
  ),
});
const endpoint = z.object({
  endpointId: z.string(),
  state: z.enum(["active", "disabled"]),
  failingSince: z.string().optional(),
  disabledAt: z.string().optional(),
  reason: z.string().optional(),
});
const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });

/** Who operates tenant `acme` through the API. Every request must succeed, or the test fails. */
export const operatorOf = (host: Hosted) => {
  let conversations = 0;
  const ask = async (method: string, below: string, json?: unknown): Promise<unknown> => {
    const made = await host.call({ method, path: `v1/tenants/acme/${below}`, key: ADMIN_KEY, json });
    if (made.status >= 300) throw new Error(`${method} ${below}: ${made.text}`);
    return made.json;
  };
  const secretOf = (json: unknown): string => z.object({ secret: z.string() }).parse(json).secret;
  return {
    ask,
    /** Puts a webhook; gives its secret, where it is new. */
    putWebhook: async (id: string, url: string, events?: readonly string[]): Promise<string> => {
      const json = await ask("PUT", `endpoints/${id}`, { kind: "webhook", url, events });
      return z.object({ secret: z.string().default("") }).parse(json).secret;
    },
    rotate: async (id: string) => secretOf(await ask("POST", `endpoints/${id}/secrets`)),
    ping: async (id: string) =>
      z.object({ id: z.string() }).parse(await ask("POST", `endpoints/${id}/ping`)).id,
    replay: (id: string, from: string, to: string) => ask("POST", `endpoints/${id}/replays`, { from, to }),
    deliveries: async (id: string) =>
      listOf(delivery).parse(await ask("GET", `endpoints/${id}/deliveries`)).items,
    endpoints: async () => listOf(endpoint).parse(await ask("GET", "endpoints")).items,
    grant: (id: string, quantity: number) =>
      ask("PUT", `grants/${id}`, { kind: "chat", quantity, from: "2026-01" }),
    /** Reports so many new conversations of this moment, up to 100. */
    count: async (quantity: number): Promise<void> => {
      const at = new Date(await host.clock.now()).toISOString();
      const json = Array.from({ length: quantity }, () =>
        nativeInvocation({ conversationId: `c${++conversations}`, at }),
      );
      await host.call({ method: "POST", path: invocationsOf(), key: ADMIN_KEY, json });
    },
  };
};

/** An installation that really sends, to this machine too, with tenant `acme` and who operates it; begins at `now`. */
export const sendingInstallation = async (now = NOW) => {
  const world = newWorld();
  world.clock.set(now);
  const real = createSending({ allowLoopback: true });
  const underWay = new Set<Promise<unknown>>();
  const send: Send = (target, attempt) => {
    const sent = real.send(target, attempt);
    underWay.add(sent);
    return sent.finally(() => underWay.delete(sent));
  };
  const memory = memoryApp({ ...world, sending: { ...world.sending, ...real, send } });
  await givenTenant(memory);
  const host = hosted(memory, { isReal: true, underWay });
  return { host, operator: operatorOf(host) };
};

/** What a receiver reads in a notification that it can verify by this secret, at the time that it tells; else throws. */
export const verified = ({ headers, body }: ReceivedRequest, secret: string): unknown => {
  // The library compares the timestamp with the time of day.
  vi.useFakeTimers({ toFake: ["Date"], now: Number(headers["webhook-timestamp"]) * 1_000 });
  try {
    const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
    return new Webhook(secret).verify(body, Object.fromEntries(texts));
  } finally {
    vi.useRealTimers();
  }
};

/** When the attempt was made, by its own account. */
export const timestampOf = ({ headers }: ReceivedRequest): string =>
  new Date(Number(headers["webhook-timestamp"]) * 1_000).toISOString();
/** The id of the event that a request tells of. */
export const idOf = ({ headers }: ReceivedRequest): string => String(headers["webhook-id"]);
