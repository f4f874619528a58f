import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import type { Server } from "node:net";

/** Stands between an adapter and a storage on this machine. */
export type Relay = {
  readonly port: number;
  /** The next request is carried out, but its answer never arrives: the connection breaks. */
  readonly loseNextAnswer: () => void;
  readonly stop: () => Promise<void>;
};

/** Passes requests on from `port` (0: a free one) to the storage on `target`. */
export const startRelay = async (target: number, port: number): Promise<Relay> => {
  let isLosing = false;
  const server = createServer((incoming, outgoing) => {
    const loses = isLosing;
    isLosing = false;
    pass(incoming, target, (answer) => {
      if (!loses) {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
        return;
      }
      // Only when the answer is whole is it sure that the storage has carried the request out.
      answer.resume().once("end", () => incoming.socket.destroy());
    });
  });
  await once(server.listen(port, "127.0.0.1"), "listening");
  return {
    port: portOf(server),
    loseNextAnswer: () => {
      isLosing = true;
    },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
};

/** The port that a listening server was given. */
export const portOf = (server: Server): number => {
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error("The server does not listen on a port.");
  return address.port;
};

const pass = (incoming: IncomingMessage, port: number, onAnswer: (answer: IncomingMessage) => void): void => {
  const { method, url, headers } = incoming;
  const passed = request({ host: "127.0.0.1", port, method, path: url, headers }, onAnswer);
  passed.once("error", () => incoming.socket.destroy());
  incoming.pipe(passed);
};
