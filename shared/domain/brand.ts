declare const brand: unique symbol;

/** A `Base` that only the file naming it can make, so an id of one kind never passes for another. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };
