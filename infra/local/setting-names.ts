/** A text whose `%names%` were replaced, or the first name that no setting has. */
export type Resolved =
  | { readonly state: "resolved"; readonly text: string }
  | { readonly state: "unresolved"; readonly setting: string };

/** Puts the settings in the place of their `%names%`; an empty one counts as missing. */
export const withSettings = (given: string, env: NodeJS.ProcessEnv): Resolved => {
  const names = [...given.matchAll(/%([^%]+)%/g)].map(([, name = ""]) => name);
  const setting = names.find((name) => !env[name]);
  if (setting !== undefined) return { state: "unresolved", setting };
  const text = names.reduce((rest, name) => rest.replaceAll(`%${name}%`, () => env[name] ?? ""), given);
  return { state: "resolved", text };
};
