import type { TypedData } from "./core-types.ts";

/**
 * The queue messages that one output makes: an array one for each element, all else one. Objects become indented JSON.
 * A string that looks like JSON is read first, so that it too is indented, or makes many; throws where it is none.
 * Source: Azure/azure-functions-host, `FunctionBinding.ReadAsEnumerable` and `BindAsyncCollectorAsync`.
 */
export const messagesOf = (output: TypedData): readonly Buffer[] => {
  if ("bytes" in output) return [Buffer.from(output.bytes)];
  const value = parsedOf(output);
  const elements: readonly unknown[] = Array.isArray(value) ? value : [value];
  return elements.map((element) => Buffer.from(textOf(element)));
};

const parsedOf = (output: Exclude<TypedData, { bytes: Uint8Array }>): unknown => {
  if ("int" in output) return output.int;
  if ("double" in output) return output.double;
  if ("json" in output) return JSON.parse(output.json);
  return looksLikeJson(output.string) ? JSON.parse(output.string) : output.string;
};

/** All that Azure asks before it parses. */
const looksLikeJson = (text: string): boolean => /^(\{.*\}|\[.*\])$/s.test(text.trim());

/** As .NET's ToString writes it. */
const textOf = (value: unknown): string => {
  if (value === null) return "";
  if (typeof value === "object") return JSON.stringify(value, null, 2);
  if (typeof value === "boolean") return value ? "True" : "False";
  return String(value);
};
