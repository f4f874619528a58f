/** Runs work of one key after all that was given before it. */
export type InTurn<Key> = <Value>(key: Key, work: () => Promise<Value>) => Promise<Value>;

/**
 * One at a time for each key, in the order of arrival; what fails holds up nothing. Writers of one row
 * would otherwise spoil each other's ETag. Work that nobody waits for any more has to end by itself.
 */
export const createInTurn = <Key>(): InTurn<Key> => {
  const last = new Map<Key, Promise<void>>();
  return (key, work) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work);
    const end = (): void => {
      if (last.get(key) === ended) last.delete(key);
    };
    const ended = turn.then(end, end);
    last.set(key, ended);
    return turn;
  };
};
