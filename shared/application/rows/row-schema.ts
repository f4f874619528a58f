import * as z from "zod";

/** A text that `parse` makes a domain value of; where it gives undefined, a fault with this message. */
export const textOf = <Value>(parse: (text: string) => Value | undefined, message = "is not of its kind") =>
  z.string().transform((text, context): Value => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });

/** A text cell that holds JSON of the given shape. */
export const jsonCell = <Shape extends z.ZodType>(shape: Shape) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(shape);
