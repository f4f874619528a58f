/** Undefined where the storage answers with one of `answers`: a status, or an error code of its own. */
export const orNothing = async <Value>(
  answers: readonly (number | string)[],
  answer: Promise<Value>,
): Promise<Value | undefined> => {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const status = "statusCode" in error ? error.statusCode : undefined;
    const code = "code" in error ? error.code : undefined;
    if (answers.some((known) => known === status || known === code)) return undefined;
    throw error;
  }
};
