import * as z from "zod";

/** What a call came to; `json` is undefined where there was no body. */
export type Called = { readonly status: number; readonly headers: Headers; readonly json: unknown };

/** Calls the API of one host with one credential. Rejects where the connection broke. */
export type Api = (
  method: "GET" | "PUT" | "POST" | "DELETE",
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Called>;

/** The API below `/api/`. A body that is no text is sent as JSON. */
export const apiOf =
  (url: string, credential: string): Api =>
  async (method, path, body, headers = {}) => {
    const response = await fetch(`${url}/api/${path}`, {
      method,
      headers: { authorization: `Bearer ${credential}`, "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, json: text ? JSON.parse(text) : undefined };
  };

/** Has a host begin a run of a function, out of turn. Rejects where the connection broke. */
export const runNow = async (url: string, name: string): Promise<void> => {
  const { status } = await fetch(`${url}/admin/functions/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"input":""}',
  });
  if (status !== 202) throw new Error(`${name} was not begun: ${status}.`);
};

const keySchema = z.object({ key: z.string() });

/** Makes a tenant and a key of it with this role. */
export const makeTenant = async (
  admin: Api,
  tenant: string,
  settings: Readonly<Record<string, unknown>> = {},
  role = "ingest",
): Promise<string> => {
  const put = await admin("PUT", `v1/tenants/${tenant}`, { name: tenant, ...settings });
  if (put.status !== 201) throw new Error(`The tenant was not made: ${JSON.stringify(put.json)}`);
  const created = await admin("POST", `v1/tenants/${tenant}/keys`, { role, name: "test" });
  return keySchema.parse(created.json).key;
};
