import { StoreUnavailable } from "../application/ports.ts";

/**
 * One attempt at a call. Once `msMax` have passed it rejects with `StoreUnavailable` and the signal aborts;
 * what `call` does after that is not waited for, since not all of it need listen to the signal.
 */
export const attempt = async <T>(msMax: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new StoreUnavailable(`The store did not answer within ${msMax} ms.`));
      controller.abort();
    }, msMax);
  });
  try {
    return await Promise.race([call(controller.signal), expiry]);
  } finally {
    clearTimeout(timer);
  }
};
