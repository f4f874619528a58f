import * as z from "zod";

/** A text cell that `parse` makes a domain value of; refused where it gives undefined. */
export const cellOf = <Value>(parse: (text: string) => Value | undefined) =>
  z.string().transform((text, context): Value => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.addIssue({ code: "custom", message: "is not of its kind" });
    return z.NEVER;
  });

/** A text cell that holds JSON of the given shape. */
export const jsonCell = <Shape extends z.ZodType>(shape: Shape) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(shape);
