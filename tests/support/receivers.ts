import { createServer as createPlainServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";

/**
 * What a receiver answers: `hang` never, `close` by breaking the connection; `held` once `release` is called;
 * `unfinished` with a body that does not end.
 */
export type Answer =
  | "hang"
  | "close"
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
      readonly held?: boolean;
      readonly unfinished?: boolean;
    };

/** A request as a receiver got it. */
export type ReceivedRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** A server on 127.0.0.1 that takes notifications; answers 204 until told otherwise. */
export type Receiver = {
  readonly url: string;
  readonly port: number;
  readonly requests: readonly ReceivedRequest[];
  /** Connections ever made, of those too that sent nothing. */
  readonly connectionCount: () => number;
  /** One answer for each request to come; the last one is for all after it too. */
  readonly answerWith: (...answers: readonly [Answer, ...Answer[]]) => void;
  /** Sends the answers that are held. */
  readonly release: () => void;
  /** The next request that nobody waited for yet, as soon as it is there. */
  readonly next: () => Promise<ReceivedRequest>;
  readonly close: () => Promise<void>;
};

/** Starts a receiver; by https where it gets a key and a certificate. */
export const startReceiver = async (tls?: {
  readonly key: string;
  readonly cert: string;
}): Promise<Receiver> => {
  let connections = 0;
  let answers: readonly Answer[] = [{ status: 204 }];
  let held: (() => void)[] = [];
  const requests: ReceivedRequest[] = [];
  const taken = queue<ReceivedRequest>();
  const answer = (response: ServerResponse): void => {
    const [current = "close", ...others] = answers;
    if (others.length > 0) answers = others;
    if (current === "hang") return;
    if (current === "close") response.destroy();
    else if (current.held) held.push(() => send(response, current));
    else send(response, current);
  };
  const server = tls ? createSecureServer(tls) : createPlainServer();
  server.on("connection", () => connections++);
  server.on("request", async (request, response) => {
    const { method = "", url: path = "", headers } = request;
    const received = { method, path, headers, body: await text(request) };
    requests.push(received);
    taken.put(received);
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
    port,
    requests,
    connectionCount: () => connections,
    answerWith: (...next) => {
      answers = next;
    },
    release: () => {
      for (const sendHeld of held) sendHeld();
      held = [];
    },
    next: taken.take,
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
};

const send = (response: ServerResponse, answer: Exclude<Answer, string>): void => {
  const { status = 204, headers = {}, body = "", unfinished = false } = answer;
  response.writeHead(status, headers);
  if (!unfinished) response.end(body);
  else if (body === "") response.flushHeaders();
  else response.write(body);
};

/** A mail as the server got it: the recipients that it took, and all that came after DATA. */
export type ReceivedMail = {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
};

/** `hang` never answers a sender's MAIL FROM; a number refuses recipients, all or those that it is said for. */
export type MailAnswer = "accept" | "hang" | { readonly refuse: number; readonly only?: string };

/** A mail server on 127.0.0.1, without TLS or login; accepts until told otherwise. */
export type MailServer = {
  readonly url: string;
  readonly mails: readonly ReceivedMail[];
  readonly answerWith: (answer: MailAnswer) => void;
  /** Resolves once a sender has been left hanging. */
  readonly hanging: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Starts a mail server. */
export const startMailServer = async (): Promise<MailServer> => {
  let answer: MailAnswer = "accept";
  const mails: ReceivedMail[] = [];
  const hung = queue<void>();
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS", "AUTH"],
    disableReverseLookup: true,
    closeTimeout: 1,
    logger: false,
    onMailFrom: (_address, _session, callback) => {
      if (answer === "hang") hung.put();
      else callback();
    },
    onRcptTo: ({ address }, _session, callback) => callback(refusalOf(answer, address)),
    onData: async (stream, { envelope: { mailFrom, rcptTo } }, callback) => {
      const raw = await text(stream);
      const to = rcptTo.map(({ address }) => address);
      mails.push({ from: mailFrom === false ? "" : mailFrom.address, to, raw });
      callback();
    },
  });
  // A sender that gives up breaks its connection, which is no fault of the test.
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    answerWith: (next) => {
      answer = next;
    },
    hanging: hung.take,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};

const refusalOf = (answer: MailAnswer, address: string): Error | null => {
  if (typeof answer !== "object" || (answer.only ?? address) !== address) return null;
  return Object.assign(new Error("No such mailbox"), { responseCode: answer.refuse });
};

/** Hands over what was put, in order, one to each taker. */
const queue = <Item>() => {
  const items: Item[] = [];
  const takers: ((item: Item) => void)[] = [];
  return {
    put: (item: Item): void => {
      const taker = takers.shift();
      if (taker) taker(item);
      else items.push(item);
    },
    take: (): Promise<Item> =>
      new Promise((resolve) => {
        if (items.length > 0) resolve(items.shift() as Item);
        else takers.push(resolve);
      }),
  };
};
