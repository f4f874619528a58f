import { beforeEach } from "vitest";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import type { Called } from "./call.ts";
import { type HookedTable, hookedTable } from "./hooked-table.ts";
import { type Hosted, hosted } from "./hosted.ts";
import { givenTenant, memoryApp, newWorld, type TenantKeys } from "./memory-app.ts";
import { operatorOf } from "./operator.ts";

/** Where an endpoint of the tests is. */
export const HOOK = "https://hooks.example/botmeter";

/** A tenant anew before each test, with its host, and what asks for its endpoints. */
export const useEndpoints = () => {
  let host: Hosted;
  let keys: TenantKeys;
  let store: HookedTable;
  beforeEach(async () => {
    store = hookedTable(memoryTable());
    const memory = memoryApp(newWorld(store));
    keys = await givenTenant(memory);
    host = hosted(memory);
  });
  const ask = (method: string, below: string, json?: unknown, key = keys.operate, tenantId = "acme") =>
    host.call({ method, path: `v1/tenants/${tenantId}/${below}`, key, ...(json !== undefined && { json }) });
  const put = (id: string, but: Readonly<Record<string, unknown>> = {}): Promise<Called> =>
    ask("PUT", `endpoints/${id}`, { kind: "webhook", url: HOOK, ...but });
  return {
    host: () => host,
    keys: () => keys,
    store: () => store,
    ask,
    put,
    operator: () => operatorOf(host),
  };
};
