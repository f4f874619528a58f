/** One exact piece of the ledger's source and what stands there instead. */
export type TextPatch = { readonly file: string; readonly search: string; readonly replacement: string };

/** A bug that the simulation must find, and in how many seeds. */
export type PlantedBug = {
  readonly name: string;
  readonly patches: readonly TextPatch[];
  readonly seedsMax: number;
};
