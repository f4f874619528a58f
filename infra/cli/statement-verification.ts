import { parseArgs } from "node:util";
import { type Verdict, verdictsOf } from "./statement-faults.ts";

/** What the command reads and prints through. `fetch` gives the status and the text of an answer. */
export type Outside = {
  readonly readFile: (path: string) => Promise<string>;
  readonly fetch: (url: string, key: string) => Promise<{ readonly status: number; readonly text: string }>;
  readonly print: (line: string) => void;
};

const USAGE = [
  "npm run verify-statements -- --file statements.json",
  "npm run verify-statements -- --url http://127.0.0.1:7071 --tenant acme --key bm_...",
];

/**
 * Checks statements, those of a file or all that the API has of a tenant, and prints a line for each. The exit
 * code: 0 where all are sound, 1 where one is not or nothing could be checked; the lines say which and why.
 */
export const verifyStatements = async (args: readonly string[], outside: Outside): Promise<0 | 1> => {
  const print = (line: string): void => outside.print(line.replace(/\p{Cc}/gu, "?"));
  const fail = (why: string): 1 => {
    print(`Nothing was checked: ${why}`);
    return 1;
  };
  const read = await inputOf(args, outside);
  if ("usage" in read) {
    for (const line of USAGE) print(line);
    return fail(read.usage);
  }
  if ("fault" in read) return fail(read.fault);
  const verdicts = verdictsIn(read.text, read.tenant);
  if (verdicts === undefined)
    return fail(
      `what was read is ${read.tenant === undefined ? "neither a statement nor" : "not"} a list of them.`,
    );
  for (const { name, faults } of verdicts)
    print(faults.length === 0 ? `sound  ${name}` : `FAULT  ${name}: ${faults.join("; ")}`);
  const unsound = verdicts.filter(({ faults }) => faults.length > 0).length;
  print(`${verdicts.length} statements, ${unsound} with faults`);
  return unsound === 0 ? 0 : 1;
};

/** `tenant`: whose list it must be. */
type Input =
  | { readonly text: string; readonly tenant?: string }
  | { readonly fault: string }
  | { readonly usage: string };

const OPTIONS = {
  file: { type: "string" },
  url: { type: "string" },
  tenant: { type: "string" },
  key: { type: "string" },
} as const;

const inputOf = async (args: readonly string[], outside: Outside): Promise<Input> => {
  try {
    const { file, url, tenant, key } = parseArgs({ args: [...args], options: OPTIONS }).values;
    if (file !== undefined && url === undefined) return await fileText(file, outside);
    if (url === undefined || tenant === undefined || key === undefined || file !== undefined)
      return { usage: "give a file, or a URL with a tenant and a key that may read." };
    const path = `/api/v1/tenants/${encodeURIComponent(tenant)}/statements`;
    return { tenant, ...(await apiText(`${url.replace(/\/+$/, "")}${path}`, key, outside)) };
  } catch (fault) {
    return { usage: messageOf(fault) };
  }
};

const fileText = async (file: string, outside: Outside): Promise<Input> => {
  try {
    return { text: await outside.readFile(file) };
  } catch (fault) {
    return { fault: `${file} cannot be read (${messageOf(fault)}).` };
  }
};

const apiText = async (url: string, key: string, outside: Outside): Promise<Input> => {
  try {
    const { status, text } = await outside.fetch(url, key);
    return status === 200 ? { text } : { fault: `${url} was answered ${status}: ${text.slice(0, 500)}` };
  } catch (fault) {
    return { fault: `${url} gave no answer (${messageOf(fault)}).` };
  }
};

const verdictsIn = (text: string, tenant: string | undefined): readonly Verdict[] | undefined => {
  try {
    return verdictsOf(JSON.parse(text), tenant);
  } catch {
    // No JSON, or nested more deeply than anything that is a statement.
    return undefined;
  }
};

const messageOf = (fault: unknown): string => {
  if (!(fault instanceof Error)) return String(fault);
  const { cause } = fault;
  return cause instanceof Error && cause.message !== ""
    ? `${fault.message}: ${cause.message}`
    : fault.message;
};
