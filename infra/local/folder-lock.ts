import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Takes `folder` for this process and returns what gives it back. Throws while another live process has it:
 * two Azurites on one folder overwrite each other's data. A lock left by a process that died is taken over, and of
 * those that start at once one gets it.
 */
export const lockFolder = (folder: string): (() => void) => {
  mkdirSync(folder, { recursive: true });
  const holder = take(join(folder, "lock"));
  if (holder !== process.pid) {
    throw new Error(`${folder} is in use by process ${holder}; set BOTMETER_DATA to use another folder.`);
  }
  return () => free(join(folder, "lock"));
};

/** Who has the lock now: this process if it is to be had. */
const take = (file: string): number => {
  for (;;) {
    if (create(file)) return process.pid;
    const holder = holderOf(file);
    if (holder === undefined) continue;
    if (holder !== process.pid && isAlive(holder)) return holder;
    // Only who has the lock on the dead one's lock may put its own in the place: another may have done so meanwhile.
    const succession = `${file}.${holder}`;
    const successor = take(succession);
    if (successor !== process.pid) return successor;
    const isMine = holderOf(file) === holder;
    if (isMine) renameSync(written(file), file);
    free(succession);
    if (isMine) return process.pid;
  }
};

/** Makes the lock, complete at once: one that is there but empty yet would seem to be nobody's. */
const create = (file: string): boolean => {
  const own = written(file);
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(own);
  }
};

const written = (file: string): string => {
  const own = `${file}-of-${process.pid}`;
  writeFileSync(own, String(process.pid));
  return own;
};

/** Undefined where there is no lock; 0, a process that never lives, where the lock is damaged. */
const holderOf = (file: string): number | undefined => {
  try {
    return Number.parseInt(readFileSync(file, "utf8"), 10) || 0;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
};

const free = (file: string): void => {
  if (holderOf(file) === process.pid) rmSync(file, { force: true });
};

const isAlive = (pid: number): boolean => {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to someone else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
};
