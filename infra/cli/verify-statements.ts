import { readFile } from "node:fs/promises";
import { verifyStatements } from "./statement-verification.ts";

const FETCH_MS_MAX = 60_000;

process.exitCode = await verifyStatements(process.argv.slice(2), {
  readFile: (path) => readFile(path, "utf8"),
  fetch: async (url, key) => {
    const headers = { authorization: `Bearer ${key}`, accept: "application/json" };
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(FETCH_MS_MAX) });
    return { status: response.status, text: await response.text() };
  },
  print: (line) => console.log(line),
});
