import { mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type RolldownLog, rolldown } from "rolldown";
import { faultLine } from "./local/fault-line.ts";

/** `root` holds `functions/index.ts` and receives `dist`; `sourcemap` writes a map beside each file. */
export type BuildOptions = { readonly root?: string; readonly sourcemap?: boolean };

const repository = resolve(import.meta.dirname, "..");
const ENTRY = "index.cjs";
const CHUNKS = "chunks";
const UNFINISHED = ".unfinished-";
const DAY_MS = 86_400_000;

/**
 * Bundles the function app into `dist/index.cjs`, the file package.json names as `main`.
 * One file loads in a third of the time that node_modules takes; what is imported with `import()` stays in
 * a chunk of its own, loaded at need. CommonJS, because the Functions worker hands its API to `require` alone.
 * Throws, and leaves `dist` as it was, when an import leads nowhere. Builds may run at once, and beside the app.
 */
export const build = async ({ root = repository, sourcemap = false }: BuildOptions = {}): Promise<void> => {
  const dist = join(root, "dist");
  await mkdir(dist, { recursive: true });
  const folder = await mkdtemp(join(dist, UNFINISHED));
  try {
    await bundleInto(folder, root, sourcemap);
    await moveInto(dist, folder);
    await removeOld(dist);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const bundleInto = async (folder: string, root: string, sourcemap: boolean): Promise<void> => {
  const unresolved: RolldownLog[] = [];
  const bundle = await rolldown({
    cwd: root,
    input: join(root, "functions/index.ts"),
    platform: "node",
    // The worker answers this require itself; no package of that name is installed.
    external: ["@azure/functions-core"],
    logLevel: "warn",
    onLog: (level, log, report) =>
      log.code === "UNRESOLVED_IMPORT" ? unresolved.push(log) : report(level, log),
  });
  try {
    await bundle.write({
      dir: folder,
      format: "cjs",
      entryFileNames: ENTRY,
      chunkFileNames: `${CHUNKS}/[name]-[hash].cjs`,
      minify: true,
      sourcemap,
    });
  } finally {
    await bundle.close();
  }
  // Rolldown would leave the import to the app, which would fail at its first use.
  if (unresolved[0]) throw new Error(unresolved[0].message);
};

/** The entry last: whichever build's it is, its chunks are there. Each file is there whole, or not at all. */
const moveInto = async (dist: string, folder: string): Promise<void> => {
  const chunks = await namesIn(join(folder, CHUNKS));
  await mkdir(join(dist, CHUNKS), { recursive: true });
  for (const name of chunks) await rename(join(folder, CHUNKS, name), join(dist, CHUNKS, name));
  const others = (await namesIn(folder)).filter((name) => name !== CHUNKS);
  const inOrder = others.sort((a, b) => Number(a === ENTRY) - Number(b === ENTRY));
  for (const name of inOrder) await rename(join(folder, name), join(dist, name));
};

/**
 * A running app loads its chunks at need, so those of earlier builds are kept for a day; so is what a build that was
 * killed left, which could as well be one that is running.
 */
const removeOld = async (dist: string): Promise<void> => {
  const chunks = (await namesIn(join(dist, CHUNKS))).map((name) => join(CHUNKS, name));
  const unfinished = (await namesIn(dist)).filter((name) => name.startsWith(UNFINISHED));
  for (const name of [...chunks, ...unfinished]) {
    const path = join(dist, name);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > DAY_MS) await rm(path, { recursive: true, force: true });
  }
};

const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);

if (import.meta.main) {
  await build({ sourcemap: process.argv.includes("--sourcemap") }).catch((error: unknown) => {
    console.error(faultLine(error));
    process.exitCode = 1;
  });
}
