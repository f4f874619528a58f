/** The part of a request that is read here; the Functions library's `HttpRequest` is one. */
export type ReceivedRequest = {
  readonly headers: { readonly get: (name: string) => string | null };
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: Iterable<[string, string]>;
  readonly body: { readonly getReader: () => Reader } | null;
};

type Reader = {
  readonly read: () => Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  readonly cancel: () => Promise<void>;
};
