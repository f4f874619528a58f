/** What a put of something under its id came to: it was not there, it was another, or it was the very same. */
export type Put = "created" | "changed" | "same";
