import { parseArgs } from "node:util";
import { localSettings } from "../local/local-settings.ts";
import { type DemoInvocation, monthOfTraffic } from "./demo-traffic.ts";

const BATCH = 100;
const { values } = parseArgs({
  options: {
    url: { type: "string", default: "http://127.0.0.1:7071" },
    tenant: { type: "string", default: "demo" },
    conversations: { type: "string", default: "400" },
  },
});

/** Calls the API of the running stack; a failure ends the demo with what the API said. */
const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
  const response = await fetch(`${values.url}/api/v1/tenants/${values.tenant}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${localSettings(process.env)["ADMIN_KEY"]}`,
      "content-type": "application/json",
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answered: unknown = await response.json();
  if (!response.ok)
    throw new Error(`${method} ${path} was answered ${response.status}: ${JSON.stringify(answered)}`);
  return answered;
};

const isOfDecision = (result: unknown, decision: string): boolean =>
  typeof result === "object" && result !== null && "decision" in result && result.decision === decision;

const resultsOf = (answered: unknown): readonly unknown[] =>
  typeof answered === "object" &&
  answered !== null &&
  "results" in answered &&
  Array.isArray(answered.results)
    ? answered.results
    : [];

const record = async (traffic: readonly DemoInvocation[]): Promise<void> => {
  const decisions = new Map<string, number>();
  for (let start = 0; start < traffic.length; start += BATCH) {
    const results = resultsOf(await call("POST", "/invocations", traffic.slice(start, start + BATCH)));
    for (const decision of ["counted", "already-counted", "excluded", "late"]) {
      const count = results.filter((result) => isOfDecision(result, decision)).length;
      decisions.set(decision, (decisions.get(decision) ?? 0) + count);
    }
  }
  console.log(`${traffic.length} invocations recorded:`);
  for (const [decision, count] of decisions) console.log(`  ${decision.padEnd(16)}${count}`);
};

const run = async (): Promise<void> => {
  const now = new Date();
  const month = now.toISOString().slice(0, 7);
  await call("PUT", "", { name: "Demo" });
  await call("PUT", "/grants/demo-chat", { kind: "chat", quantity: 5, from: month });
  await call("PUT", "/grants/demo-add-on", { kind: "chatbot-sessions-add-on", quantity: 1, from: month });
  await record(monthOfTraffic(now, Number(values.conversations)));
  console.log("Balance:");
  console.log(JSON.stringify(await call("GET", "/balance"), null, 2));
};

try {
  await run();
} catch (fault) {
  const isDown = fault instanceof TypeError;
  console.error(isDown ? `Nothing answers at ${values.url}: run npm start first.` : String(fault));
  process.exitCode = 1;
}
