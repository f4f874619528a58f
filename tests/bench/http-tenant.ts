import * as z from "zod";

/** A tenant of a running app, and how to record for it. */
export type HttpTenant = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Throws unless this many sessions are counted. */
  readonly checkCount: (sessions: number) => Promise<void>;
};

const keySchema = z.object({ key: z.string() });
const balanceSchema = z.object({ used: z.int() });

/** Makes a tenant with an API key to record by, as its operator would. */
export const newHttpTenant = async (host: string, adminKey: string): Promise<HttpTenant> => {
  const tenant = `${host}/api/v1/tenants/bench`;
  const call = async (method: string, url: string, body?: object): Promise<unknown> => {
    const response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${adminKey}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${new URL(url).pathname} answered ${response.status}.`);
    return await response.json();
  };
  await call("PUT", tenant, { name: "Bench" });
  const created = await call("POST", `${tenant}/keys`, { role: "ingest", name: "bench" });
  const { key } = keySchema.parse(created);
  return {
    url: `${tenant}/invocations`,
    headers: { authorization: `Bearer ${key}` },
    checkCount: async (sessions) => {
      const { used } = balanceSchema.parse(await call("GET", `${tenant}/balance`));
      if (used !== sessions) throw new Error(`${used} sessions were counted, not ${sessions}.`);
    },
  };
};
