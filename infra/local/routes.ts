/** Where a request may go: an ASP.NET route template, the methods it takes, and what it leads to. */
export type Route<T> = { readonly template: string; readonly methods: readonly string[]; readonly target: T };

/** The target found, with the template's parameters decoded; an optional one that is missing has no entry. */
export type Match<T> = { readonly target: T; readonly params: Readonly<Record<string, string>> };

/**
 * Finds the route of a method and a raw path (no query). Undefined for an unknown path and for a method that none
 * of the matching routes takes: the host answers 404 to both. Case does not matter, nor one slash at the end.
 * A literal segment wins over a parameter, a parameter over a catch-all. Throws on a template it cannot read.
 */
export const createRouter = <T>(routes: readonly Route<T>[]) => {
  const compiled = routes
    .map((route) => ({ ...compile(route.template), target: route.target, methods: upper(route.methods) }))
    .sort((a, b) => (a.precedence < b.precedence ? -1 : Number(a.precedence > b.precedence)));
  return (method: string, path: string): Match<T> | undefined => {
    for (const { methods, pattern, names, target } of compiled) {
      const found = methods.has(method) ? pattern.exec(path) : null;
      if (found) return { target, params: paramsOf(names, found.slice(1)) };
    }
    return undefined;
  };
};

type Segment = { readonly pattern: string; readonly rank: string; readonly name?: string };

const compile = (template: string) => {
  const segments = template
    .split("/")
    .filter((text) => text !== "")
    .map((text) => segmentOf(text, template));
  return {
    pattern: new RegExp(`^${segments.map(({ pattern }) => pattern).join("")}/?$`, "i"),
    names: segments.flatMap(({ name }) => name ?? []),
    precedence: segments.map(({ rank }) => rank).join(""),
  };
};

const segmentOf = (text: string, template: string): Segment => {
  if (!/[{}]/.test(text)) return { pattern: `/${text.replace(/[.*+?^$()|[\]\\]/g, "\\$&")}`, rank: "1" };
  const [, star, name, optional] = /^\{(\*?)([\w-]+)(\??)\}$/.exec(text) ?? [];
  // Constraints and parameters within a segment exist in Azure; nothing here uses them.
  if (name === undefined) throw new Error(`Route "${template}": the stand-in cannot read "${text}".`);
  if (star) return { pattern: "(?:/(.*?))?", rank: "5", name };
  return { pattern: optional ? "(?:/([^/]+))?" : "/([^/]+)", rank: "3", name };
};

const upper = (methods: readonly string[]): ReadonlySet<string> =>
  new Set(methods.map((method) => method.toUpperCase()));

const paramsOf = (
  names: readonly string[],
  values: readonly (string | undefined)[],
): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name, index) => {
      const value = values[index];
      return value ? [[name, decoded(value)]] : [];
    }),
  );

/** Kestrel leaves an encoded slash encoded, and text that is no valid encoding as it came. */
const decoded = (text: string): string => {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text.replace(/%2f/gi, (slash) => `%25${slash.slice(1)}`));
  } catch {
    return text;
  }
};
