import { beforeEach } from "vitest";
import { closeMonth } from "./close-month.ts";
import {
  givenTenant,
  invocationsOf,
  type MemoryApp,
  memoryApp,
  nativeInvocation,
  type TenantKeys,
} from "./memory-app.ts";
import { month, tenant } from "./values.ts";

const STATEMENTS = "v1/tenants/acme/statements";

/** A tenant anew before each test, and what brings its months to a close. */
export const useStatements = () => {
  let memory: MemoryApp;
  let keys: TenantKeys;
  beforeEach(async () => {
    memory = memoryApp();
    keys = await givenTenant(memory);
  });

  const get = (below = "", accept?: string, key = keys.read) =>
    memory.call({
      method: "GET",
      path: `${STATEMENTS}${below}`,
      key,
      ...(accept === undefined ? {} : { headers: { accept } }),
    });
  const record = (...buts: readonly Readonly<Record<string, unknown>>[]) =>
    memory.call({
      method: "POST",
      path: invocationsOf(),
      key: keys.ingest,
      json: buts.map((but, n) =>
        nativeInvocation({ conversationId: `c${n}`, at: "2026-10-05T10:00:00Z", ...but }),
      ),
    });
  const grant = (kind: string, quantity: number) =>
    memory.call({
      method: "PUT",
      path: `v1/tenants/acme/grants/${kind}`,
      key: keys.operate,
      json: { kind, quantity, from: "2026-10" },
    });
  const close = (period = "2026-10") => closeMonth(memory.store, tenant("acme"), month(period));
  const givenOctober = async (): Promise<void> => {
    await grant("chat", 1);
    await record({}, { channel: "msteams", at: "2026-10-06T10:00:00Z" }, { role: "smart-assist" });
    await record({ botId: "bot-b" });
    await close();
  };
  return { memory: () => memory, keys: () => keys, get, record, grant, close, givenOctober };
};
