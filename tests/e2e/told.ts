import * as z from "zod";
import type { Api } from "./api.ts";

const alertsSchema = z.object({
  items: z.array(
    z.object({
      period: z.string(),
      alert: z.string(),
      state: z.enum(["active", "recovered"]),
      generation: z.int(),
      sent: z.boolean(),
      type: z.string(),
    }),
  ),
});
/** An alert as the API lists it. */
export type ListedAlert = z.infer<typeof alertsSchema>["items"][number];

const deliveriesSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      at: z.iso.datetime(),
      state: z.enum(["pending", "delivered", "parked"]),
      attempts: z.int(),
      reason: z.string().optional(),
      log: z.array(
        z.object({
          at: z.iso.datetime(),
          latencyMs: z.int(),
          status: z.int().optional(),
          reason: z.string().optional(),
        }),
      ),
    }),
  ),
  next: z.string().optional(),
});
/** A delivery as the API lists it. */
export type ListedDelivery = z.infer<typeof deliveriesSchema>["items"][number];

/** All alerts of a tenant. */
export const alertsOf = async (api: Api, tenant: string): Promise<readonly ListedAlert[]> =>
  alertsSchema.parse((await api("GET", `v1/tenants/${tenant}/alerts`)).json).items;

/** All deliveries to an endpoint, the oldest event first. */
export const deliveriesTo = async (
  api: Api,
  tenant: string,
  endpoint: string,
): Promise<readonly ListedDelivery[]> => {
  const path = `v1/tenants/${tenant}/endpoints/${endpoint}/deliveries`;
  const all: ListedDelivery[] = [];
  for (let query = ""; ; ) {
    const { items, next } = deliveriesSchema.parse((await api("GET", `${path}${query}`)).json);
    all.push(...items);
    if (next === undefined) return all;
    query = `?after=${encodeURIComponent(next)}`;
  }
};

const endpointSchema = z.object({ kind: z.string(), secret: z.string().optional() });

/** Puts an endpoint that was not there; gives the secret, of a webhook. */
export const putEndpoint = async (
  api: Api,
  tenant: string,
  endpoint: string,
  body: Readonly<Record<string, unknown>>,
): Promise<string> => {
  const put = await api("PUT", `v1/tenants/${tenant}/endpoints/${endpoint}`, body);
  if (put.status !== 201) throw new Error(`The endpoint was not put: ${JSON.stringify(put.json)}`);
  return endpointSchema.parse(put.json).secret ?? "";
};

const pingedSchema = z.object({ id: z.string() });

/** Asks for a ping; gives its id where it was accepted. */
export const ping = async (api: Api, tenant: string, endpoint: string): Promise<string | undefined> => {
  const { status, json } = await api("POST", `v1/tenants/${tenant}/endpoints/${endpoint}/ping`);
  return status === 202 ? pingedSchema.parse(json).id : undefined;
};
