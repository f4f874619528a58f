import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A request as it came, whole. */
export type Taken = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string };

/** A receiver of notifications on 127.0.0.1. */
export type Taker<Read> = {
  readonly url: string;
  /** What was made of the requests that were answered 2xx, in the order of their answers. */
  readonly taken: readonly Read[];
  /** Why others were answered 400. */
  readonly refused: readonly string[];
  readonly close: () => Promise<void>;
};

/** Starts a receiver that answers 200 to what `read` reads, and 400 where it throws: what it would not take stays undelivered. */
export const startTaker = async <Read>(
  read: (request: Taken) => Read | Promise<Read>,
): Promise<Taker<Read>> => {
  const taken: Read[] = [];
  const refused: string[] = [];
  const server = createServer(async (request, response) => {
    const { url: path = "", headers } = request;
    try {
      taken.push(await read({ path, headers, body: await text(request) }));
      response.writeHead(200).end();
    } catch (fault) {
      refused.push(String(fault));
      response.writeHead(400).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    taken,
    refused,
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
};
