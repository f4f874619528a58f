/*
 * A process of its own that sends requests: what it costs to send them must not be taken from the host.
 * Each message is a load, answered with how fast it was served; it ends with the process that started it.
 */
import { Agent, request } from "node:http";
import { drive } from "./drive.ts";
import type { HttpLoad } from "./http-load.ts";

const CONNECTIONS = 64;
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

const post = ({ url, headers }: HttpLoad, body: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const length = { "content-length": Buffer.byteLength(body), "content-type": "application/json" };
    const sent = request(url, { method: "POST", agent, headers: { ...headers, ...length } }, (response) => {
      const { statusCode } = response;
      if (statusCode !== 200) reject(new Error(`Answered ${statusCode}.`));
      response.resume().once("end", resolve);
    });
    sent.once("error", reject).end(body);
  });

process.on("message", async (load: HttpLoad) => {
  process.send?.(await drive(load.bodies, CONNECTIONS, (body) => post(load, body)));
});
process.once("disconnect", () => process.exit(0));
