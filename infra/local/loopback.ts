import { Server as HttpServer } from "node:http";
import { Server } from "node:net";

/**
 * Runs `start`, and binds what it starts with a bare `listen(callback)` to 127.0.0.1 instead of all interfaces.
 * The library opens its streaming server that way, to be reached by the host alone: in Azure a sandbox hides it,
 * on a developer's machine nothing would. Its idle sockets are kept open too, or the host could write a request
 * to one that is just being closed.
 */
export const onLoopback = async <T>(start: () => Promise<T>): Promise<T> => {
  const listen = Server.prototype.listen;
  Server.prototype.listen = new Proxy(listen, {
    apply: (original, server: Server, args: readonly unknown[]) => {
      if (server instanceof HttpServer) server.keepAliveTimeout = 0;
      const isBare = typeof args[0] === "function";
      return Reflect.apply(original, server, isBare ? [0, "127.0.0.1", ...args] : [...args]);
    },
  });
  try {
    return await start();
  } finally {
    Server.prototype.listen = listen;
  }
};
