import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Takes `folder` for this process and returns what gives it back. Throws while another live process has it:
 * two Azurites on one folder overwrite each other's data. A lock left by a process that died is taken over.
 */
export const lockFolder = (folder: string): (() => void) => {
  const file = join(folder, "lock");
  mkdirSync(folder, { recursive: true });
  const holder = Number(readIfThere(file));
  if (holder > 0 && holder !== process.pid && isAlive(holder)) {
    throw new Error(`${folder} is in use by process ${holder}; set BOTMETER_DATA to use another folder.`);
  }
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
};

const readIfThere = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to someone else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
};
